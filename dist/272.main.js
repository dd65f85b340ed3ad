export const id = 272;
export const ids = [272];
export const modules = {

/***/ 8272:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  drycc: () => (/* binding */ drycc)
});

// EXTERNAL MODULE: ./build/platforms/controller/api.js
var controller_api = __webpack_require__(8112);
// EXTERNAL MODULE: ./build/platforms/controller/detection.js
var detection = __webpack_require__(2175);
// EXTERNAL MODULE: ./build/platforms/controller/names.js
var names = __webpack_require__(7624);
;// CONCATENATED MODULE: ./build/platforms/drycc/inputs.js

const appName = /^[a-z][a-z0-9-]{3,61}[a-z0-9]$/;
const reserved = /^(?:drycc(?:-.*)?|kube(?:-.*)?|default)$/;
const workspaceId = /^[0-9a-z]{5,}$/;
function mistakes(draft) {
    const found = [...(0,names/* foreignInputs */.e)(draft, 'Drycc')];
    if (draft.login?.kind === 'client') {
        found.push({
            input: 'client-id',
            message: 'belongs to Cloud Foundry · Drycc takes a token: `drycc tokens add` makes one',
        });
    }
    if (draft.login?.kind === 'oidc-user' || draft.login?.kind === 'oidc-client') {
        found.push({
            input: 'oidc',
            message: 'belongs to Cloud Foundry · Drycc takes a token: `drycc tokens add` makes one',
        });
    }
    if (draft.login?.kind === 'password') {
        found.push({
            input: 'username',
            message: 'Drycc logs users in by browser only · give token: `drycc tokens add` makes one',
        });
    }
    if (draft.app !== undefined && !appName.test(draft.app)) {
        found.push({
            input: 'app',
            message: `"${draft.app}" is no name for a Drycc app · 5 to 63 of a-z, 0-9 and hyphens, starting with a letter, not ending in a hyphen`,
        });
    }
    else if (draft.app !== undefined && reserved.test(draft.app)) {
        found.push({ input: 'app', message: `"${draft.app}" is a name that Drycc keeps for itself` });
    }
    if (draft.workspace !== undefined && !workspaceId.test(draft.workspace)) {
        found.push({
            input: 'workspace',
            message: `"${draft.workspace}" is no id of a workspace · 5 or more of a-z and 0-9, see \`drycc workspaces\``,
        });
    }
    return found;
}

// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/http/json.js
var json = __webpack_require__(3223);
// EXTERNAL MODULE: ./build/platforms/controller/creation.js
var creation = __webpack_require__(8551);
// EXTERNAL MODULE: ./build/platforms/controller/pods.js
var controller_pods = __webpack_require__(7994);
// EXTERNAL MODULE: ./build/platforms/controller/proof.js
var proof = __webpack_require__(4894);
// EXTERNAL MODULE: ./build/platforms/controller/releases.js
var controller_releases = __webpack_require__(4688);
// EXTERNAL MODULE: ./build/platforms/controller/rollout.js
var controller_rollout = __webpack_require__(49);
// EXTERNAL MODULE: ./build/platforms/controller/words.js
var controller_words = __webpack_require__(3001);
// EXTERNAL MODULE: ./build/image/ports.js
var ports = __webpack_require__(9330);
// EXTERNAL MODULE: ./build/image/rule.js
var rule = __webpack_require__(6562);
// EXTERNAL MODULE: ./build/platforms/controller/login-rules.js
var login_rules = __webpack_require__(2691);
;// CONCATENATED MODULE: ./build/platforms/drycc/rules.js



const defaultPort = 5000;
const rules = [
    {
        code: 'DRYCC_PORT',
        severity: 'info',
        check({ facts, port }) {
            const [only, another] = (0,ports/* tcpPorts */.C)(facts);
            if (port !== undefined || another !== undefined)
                return undefined;
            return only === undefined
                ? {
                    message: `The image exposes no TCP port: Drycc expects the app at ${defaultPort}.`,
                    remedy: 'Set the `port` input if it listens elsewhere.',
                }
                : { message: `PORT will be ${only}, the port that the image exposes.` };
        },
    },
    {
        code: 'DRYCC_SEVERAL_PORTS',
        severity: 'warning',
        check({ facts, port }) {
            const exposed = (0,ports/* tcpPorts */.C)(facts);
            const [lowest] = exposed;
            if (port !== undefined || lowest === undefined || exposed.length < 2)
                return undefined;
            return {
                message: `The image exposes the ports ${exposed.join(', ')}: PORT will be ${lowest}, the lowest.`,
                remedy: 'Set the `port` input to the one that serves HTTP.',
            };
        },
    },
    {
        code: 'DRYCC_PORT_NOT_EXPOSED',
        severity: 'warning',
        check({ facts, request, port }) {
            const exposed = (0,ports/* tcpPorts */.C)(facts);
            if (port === undefined || exposed.length === 0 || exposed.includes(port))
                return undefined;
            const source = request.settings.port === undefined ? 'The app’s port is' : 'The `port` input says';
            return {
                message: `${source} ${port}, but the image exposes ${exposed.join(', ')}.`,
                remedy: 'That works if the app reads the environment variable PORT. Else set the `port` input to another one.',
            };
        },
    },
    {
        code: 'DRYCC_LOGIN',
        severity: 'warning',
        check: (subject) => (0,login_rules/* uselessLogin */.Q)(subject, 'drycc', 'Drycc'),
    },
    {
        code: 'DRYCC_LOGIN_MISSING',
        severity: 'error',
        check: (subject) => (0,login_rules/* missingLogin */.s)(subject, subject, 'Drycc'),
    },
];
function dryccFindings(subject, app) {
    const { port } = app?.state.settings ?? {};
    return (0,rule/* applyRules */.I)(rules, {
        ...subject,
        port: subject.request.settings.port ?? port,
        hasLogin: app !== undefined && hasLogins(app),
        serving: app?.build?.image,
    });
}
function hasLogins({ state, config }) {
    return state.processes.every(({ type }) => config.registry.get(type)?.username !== undefined);
}

;// CONCATENATED MODULE: ./build/platforms/drycc/app.js





const newAppConfig = { port: undefined, registry: new Map() };
const firstType = 'web';
const deployTimeoutMs = 120_000;
const probeAllowanceMs = 30_000;
async function readApp(api, name, url) {
    const doing = `reading app ${name}`;
    const [app, ...parts] = await Promise.allSettled([
        api.find(`apps/${name}/`, doing, 'structure'),
        api.find(`apps/${name}/releases/?limit=20`, doing, 'results'),
        api.find(`apps/${name}/config/`, doing, 'values'),
        api.find(`apps/${name}/domains/?limit=20`, doing, 'results'),
        api.find(`apps/${name}/settings/`, doing, 'autodeploy'),
    ]);
    if (app.status === 'rejected')
        throw app.reason;
    const failed = parts.find((part) => part.status === 'rejected');
    if (app.value === undefined) {
        if (failed?.reason instanceof controller_api/* ControllerError */.TJ && failed.reason.status === 403)
            throw inForeignWorkspace(name);
        return undefined;
    }
    if (failed !== undefined)
        throw failed.reason;
    const [releases, config, domains, settings] = parts.map((part) => part.status === 'fulfilled' ? part.value : undefined);
    const newest = (0,controller_releases/* releasesIn */.yI)(releases);
    const count = (0,json.at)(releases, 'count');
    const serving = newest.find(succeeded) ??
        (typeof count === 'number' && count > newest.length ? await (0,controller_releases/* findRelease */.dv)(api, name, succeeded) : undefined);
    const build = serving === undefined ? undefined : await buildOf(api, name, serving.version);
    const structure = structureOf(app.value);
    const types = typesOf(structure, build);
    const read = readConfig(config);
    const port = read.port ?? (serving === undefined ? undefined : defaultPort);
    const publicName = (0,json/* asArray */._j)((0,json.at)(domains, 'results')).find((domain) => (0,json/* textAt */.$6)(domain, 'ptype') === 'web');
    const domain = (0,json/* textAt */.$6)(publicName, 'domain');
    return {
        workspace: (0,json/* textAt */.$6)(app.value, 'workspace'),
        newest: newest[0]?.version ?? 0,
        build,
        config: read,
        types,
        autodeploy: (0,json.at)(settings, 'autodeploy') !== false,
        state: {
            id: name,
            running: serving !== undefined && [...structure.values()].some((wanted) => wanted > 0),
            release: serving === undefined ? undefined : (0,controller_releases/* releaseRef */.nW)(serving.version, build?.image),
            processes: structure.size === 0
                ? types.map((type) => ({ type, wanted: type === firstType ? 1 : 0 })).filter(({ wanted }) => wanted > 0)
                : [...structure].filter(([, wanted]) => wanted > 0).map(([type, wanted]) => ({ type, wanted })),
            settings: port === undefined ? {} : { port },
            url: domain === undefined ? undefined : `${url.protocol}//${domain}`,
            healthTimeoutMs: healthTimeoutMs(config),
        },
    };
}
function succeeded(release) {
    return release.state === 'succeed' && !release.failed && release.build !== undefined;
}
function inForeignWorkspace(name) {
    return new errors/* ActionError */.lZ('CONTROLLER_APP_TAKEN', `An app named ${name} exists in a workspace that this token cannot use.`, {
        hint: 'Names are unique on the whole platform: choose another `app`, or ask an admin of that workspace for the role member.',
    });
}
async function buildOf(api, app, version) {
    return (0,controller_releases/* readBuild */.lT)(await api.find(`apps/${app}/build/?version=v${version}`, `reading the build of ${app} v${version}`, 'image'));
}
function structureOf(app) {
    const structure = new Map();
    for (const [type, count] of Object.entries((0,json/* asObject */.eB)((0,json.at)(app, 'structure')) ?? {})) {
        if (typeof count === 'number' && Number.isInteger(count) && count >= 0)
            structure.set(type, count);
    }
    return structure;
}
function typesOf(structure, build) {
    const pipeline = Object.values((0,json/* asObject */.eB)((0,json.at)(build?.dryccfile, 'pipeline')) ?? {})
        .map((file) => (0,json/* textAt */.$6)(file, 'ptype'))
        .filter((type) => type !== undefined);
    const procfile = Object.keys(build?.procfile ?? {});
    const built = pipeline.length > 0 ? pipeline : procfile.length > 0 ? procfile : [firstType];
    return [...new Set([...built, ...structure.keys()])];
}
function readConfig(config) {
    const configured = (name, key, owner) => (0,json/* textAt */.$6)((0,json/* asArray */._j)((0,json.at)(config, 'values')).find((value) => (0,json/* textAt */.$6)(value, 'name') === name && (0,json/* textAt */.$6)(value, key) === owner), 'value');
    const text = configured('PORT', 'ptype', firstType) ?? configured('PORT', 'group', 'global') ?? '';
    const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
    const registry = new Map(Object.entries((0,json/* asObject */.eB)((0,json.at)(config, 'registry')) ?? {}).map(([type, login]) => [
        type,
        { username: (0,json/* textAt */.$6)(login, 'username'), password: (0,json/* textAt */.$6)(login, 'password') },
    ]));
    return { port: port >= 1 && port <= 65_535 ? port : undefined, registry };
}
function healthTimeoutMs(config) {
    const set = (0,json/* asArray */._j)((0,json.at)(config, 'values')).find((value) => (0,json/* textAt */.$6)(value, 'name') === 'DRYCC_DEPLOY_TIMEOUT');
    const seconds = Number((0,json/* textAt */.$6)(set, 'value') ?? Number.NaN);
    return (Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : deployTimeoutMs) + probeAllowanceMs;
}
function refuseForeignBuild(name, app) {
    const build = app?.build;
    if (build === undefined)
        return;
    if (build.sha !== '') {
        throw new errors/* ActionError */.lZ('DRYCC_GIT_BUILD', `App ${name} was built by Drycc from a git push (${build.sha.slice(0, 12)}).`, {
            hint: 'Deploy the image to a new app, or change this one by hand once with `drycc pull`.',
        });
    }
    const own = Object.entries((0,json/* asObject */.eB)((0,json.at)(build.dryccfile, 'pipeline')) ?? {}).find(([, file]) => (0,json.at)(file, 'deploy', 'image') !== undefined || (0,json.at)(file, 'build') !== undefined);
    if (own !== undefined) {
        throw new errors/* ActionError */.lZ('DRYCC_DRYCCFILE', `The dryccfile of ${name} chooses an image of its own in ${own[0]}.`, {
            hint: 'Such an app cannot be deployed by a single image. Take `image` and `build` out of it, or deploy with `drycc pull`.',
        });
    }
}

// EXTERNAL MODULE: ./build/platforms/app-log.js
var app_log = __webpack_require__(1555);
// EXTERNAL MODULE: ./build/platforms/controller/causes.js
var causes = __webpack_require__(2670);
// EXTERNAL MODULE: ./build/http/errors.js
var http_errors = __webpack_require__(2602);
;// CONCATENATED MODULE: ./build/http/websocket.js


const normalClosure = 1000;
async function askByWebSocket(question) {
    const { signal, deadlineMs, maxBytes } = question;
    (0,errors/* throwIfCancelled */.dZ)(signal);
    const url = new URL(question.url);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    url.username = '';
    url.password = '';
    const request = { method: 'GET', url, deadlineMs };
    const socket = websocket_open(request, question.headers);
    const deadline = question.clock.deadline(deadlineMs);
    const over = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
    const texts = [];
    let opened = false;
    let bytes = 0;
    try {
        await new Promise((resolve, reject) => {
            over.addEventListener('abort', () => reject(new http_errors/* NetworkError */.Dr(request, 'DEADLINE', true)), { once: true });
            socket.onopen = () => {
                opened = true;
                socket.send(question.message);
            };
            socket.onmessage = ({ data }) => {
                if (typeof data !== 'string')
                    return reject(new http_errors/* BodyError */.Ru(request, 'the answer is not text'));
                bytes += Buffer.byteLength(data);
                if (bytes > maxBytes)
                    return reject(new http_errors/* BodyError */.Ru(request, `the answer is longer than ${maxBytes} bytes`));
                texts.push(data);
            };
            socket.onclose = ({ code }) => {
                if (code === normalClosure)
                    resolve();
                else
                    reject(new http_errors/* NetworkError */.Dr(request, opened ? 'TRUNCATED' : 'HANDSHAKE', true));
            };
        });
        return texts;
    }
    catch (error) {
        (0,errors/* throwIfCancelled */.dZ)(signal);
        throw error;
    }
    finally {
        socket.onmessage = null;
        socket.close();
    }
}
function websocket_open(request, headers) {
    try {
        return new WebSocket(request.url, { headers });
    }
    catch {
        throw (0,http_errors/* headerError */._L)(request);
    }
}

// EXTERNAL MODULE: ./build/version.js
var version = __webpack_require__(8508);
;// CONCATENATED MODULE: ./build/platforms/drycc/pod-log.js



const lines = 100;
const deadlineMs = 1_500;
const maxBytes = 2 * 1024 * 1024;
async function lastLines(api, app, pod) {
    const newest = await linesOf(api, app, pod, false);
    if (newest === undefined || (0,app_log/* errorLine */.B)(newest) !== undefined)
        return newest ?? [];
    const before = (await linesOf(api, app, pod, true)) ?? [];
    return newest.length === 0 || (0,app_log/* errorLine */.B)(before) !== undefined ? before : newest;
}
async function linesOf(api, app, pod, previous) {
    try {
        const { url, headers, signal, clock } = api.addressed(`apps/${app}/pods/${encodeURIComponent(pod)}/logs`);
        const texts = await askByWebSocket({
            ...{ url, signal, clock },
            headers: { ...headers, 'user-agent': version/* userAgent */.N },
            message: JSON.stringify({ lines, follow: false, container: '', previous }),
            deadlineMs,
            maxBytes,
        });
        return logOf(pod, texts.join(''));
    }
    catch {
        return undefined;
    }
}
function logOf(source, text) {
    return text
        .split(/\r?\n/)
        .filter((line) => line.trim() !== '')
        .map((line) => ({ source, text: line }));
}

;// CONCATENATED MODULE: ./build/platforms/drycc/evidence.js





const mostDescribed = 2;
const shownLines = 40;
const tellingReasons = new Set([
    'Failed',
    'BackOff',
    'Unhealthy',
    'FailedScheduling',
    'FailedMount',
    'Killing',
    'OOMKilling',
]);
async function gather(options) {
    const { api, app, exception, watch, described } = options;
    const failure = exception === undefined ? undefined : (0,controller_words/* deployFailure */.on)(exception);
    const pods = await Promise.all(watch
        .troubled()
        .slice(0, mostDescribed)
        .map((name) => described.get(name) ?? podFacts(api, app, name)));
    const ends = pods.flatMap((pod) => pod.ends);
    const events = [...new Set(pods.flatMap((pod) => pod.events))];
    const facts = [
        ...ends,
        ...watch.facts(),
        ...events,
        ...(failure?.backTo === undefined ? [] : [`the controller goes back to release ${failure.backTo}`]),
    ];
    const crashed = watch.crashes > 0;
    const told = (crashed ? pods.find(({ log }) => (0,app_log/* errorLine */.B)(log) !== undefined) : undefined) ?? pods.find(hasLog);
    const log = told?.log ?? [];
    const vague = failure === undefined || /^Back-off restarting/.test(failure.cause);
    const cause = ends.find((end) => end.includes('OOMKilled')) ??
        (crashed ? (0,app_log/* errorLine */.B)(log) : undefined) ??
        (vague ? ends[0] : undefined) ??
        failure?.cause ??
        watch.problem(Infinity)?.message ??
        events.at(-1);
    const hint = (0,causes/* hintFor */.J)(cause, failure?.cause, ...facts);
    return {
        ...(cause === undefined ? {} : { cause }),
        ...(hint === undefined ? {} : { hint }),
        facts,
        log: log.slice(-shownLines),
    };
}
function hasLog({ log }) {
    return log.length > 0;
}
async function podFacts(api, app, name) {
    const [containers, events, log] = await Promise.all([
        results(api, `apps/${app}/pods/${encodeURIComponent(name)}/describe/`),
        results(api, `apps/${app}/events/?pod_name=${encodeURIComponent(name)}`),
        lastLines(api, app, name),
    ]);
    return {
        ends: containers.flatMap((container) => endOf(name, container) ?? []),
        events: events
            .filter((event) => tellingReasons.has((0,json/* textAt */.$6)(event, 'reason') ?? ''))
            .map((event) => `${name}: ${(0,json/* textAt */.$6)(event, 'message') ?? (0,json/* textAt */.$6)(event, 'reason')}`),
        log,
    };
}
function endOf(pod, container) {
    for (const state of ['state', 'lastState']) {
        const terminated = (0,json.at)(container, state, 'terminated');
        if (terminated === undefined)
            continue;
        const code = (0,json/* numberAt */.tk)(terminated, 'exitCode');
        const restarts = (0,json/* numberAt */.tk)(container, 'restartCount') ?? 0;
        const parts = [
            (0,json/* textAt */.$6)(terminated, 'reason') ?? 'ended',
            code === undefined ? undefined : `exit code ${code}`,
            (0,json/* textAt */.$6)(terminated, 'message'),
            restarts === 0 ? undefined : `restarted ${restarts} times`,
        ].filter((part) => part !== undefined && part !== '');
        return `${pod}: ${parts.join(', ')}`;
    }
    const reason = (0,json/* textAt */.$6)(container, 'reason');
    const message = (0,json/* textAt */.$6)(container, 'message');
    if (reason === undefined || reason === '')
        return undefined;
    return `${pod}: ${reason}${message === undefined || message === '' ? '' : `, ${message}`}`;
}
async function results(api, path) {
    try {
        const answer = await api.call('GET', path, undefined, { retry: 'never', deadlineMs: 10_000 });
        return answer.status === 200 ? (0,json/* asArray */._j)((0,json.at)(answer.json, 'results')) : [];
    }
    catch {
        return [];
    }
}

// EXTERNAL MODULE: ./build/platforms/controller/looking.js
var looking = __webpack_require__(6921);
;// CONCATENATED MODULE: ./build/platforms/drycc/pipeline.js






const writeDeadlineMs = 60_000;
const busyBudgetMs = 15 * 60_000;
const lookEveryMs = 3_000;
const mostBuilds = 5;
async function pipelineEnded({ api, context, app }, below, until) {
    const { clock, signal } = context;
    const started = await (0,controller_releases/* newestReleases */.lC)(api, app, 20);
    const running = new Set(started
        .filter((it) => it.state === 'created' && it.build !== undefined && it.version < below)
        .map((it) => it.version));
    const forMs = Math.max(0, until - clock.now());
    const blindMs = 30_000;
    let newest = started[0]?.version ?? 0;
    await clock.sleep(Math.min(lookEveryMs, forMs), signal);
    await (0,looking/* lookUntil */.c)(clock, signal, { everyMs: lookEveryMs, forMs: running.size === 0 ? Math.min(blindMs, forMs) : forMs }, async () => {
        const now = await (0,controller_releases/* newestReleases */.lC)(api, app, 20);
        newest = now[0]?.version ?? newest;
        return now.some((release) => running.has(release.version) && release.state !== 'created') ? true : undefined;
    });
    return newest;
}
async function postBuild(tools, rollout, body) {
    const { api, context, app } = tools;
    const { clock } = context;
    const until = clock.now() + busyBudgetMs;
    const doing = `deploying ${app}`;
    let before = rollout.before;
    for (let builds = 1;; builds += 1) {
        let answer;
        let why;
        try {
            answer = await api.call('POST', `apps/${app}/build/`, body, { deadlineMs: writeDeadlineMs });
        }
        catch (error) {
            if (context.signal.aborted)
                throw error;
            why = error;
        }
        const posted = answer?.status === 201 ? (0,controller_releases/* readBuild */.lT)(answer.json) : undefined;
        if (posted !== undefined)
            return { ...rollout, before, build: posted.uuid };
        if (answer !== undefined && answer.status >= 300 && answer.status < 499) {
            if (answer.status !== 400 || !(0,controller_words/* saysBusy */.yY)(answer.words))
                throw api.refusal(answer, doing);
            if (clock.now() >= until || builds >= mostBuilds)
                throw stillBusy(app, answer.words);
            context.note(`${answer.words}: waiting for it to end`);
            const stray = (await (0,controller_releases/* newestReleases */.lC)(api, app, 10)).find((it) => it.version > before && (0,controller_releases/* deploys */.hn)(it, rollout.image));
            if (stray !== undefined)
                context.note(`the refused request has left release v${stray.version}, which will never run`);
            before = await pipelineEnded(tools, stray?.version ?? Number.POSITIVE_INFINITY, until);
            continue;
        }
        const made = (await (0,controller_releases/* newestReleases */.lC)(api, app, 10)).find((it) => it.version > before && (0,controller_releases/* deploys */.hn)(it, rollout.image));
        if (made !== undefined) {
            return { ...rollout, before, version: made.version, ...(made.build === undefined ? {} : { build: made.build }) };
        }
        if (builds >= 2) {
            throw answer === undefined ? why : api.refusal(answer, doing);
        }
        context.note(`${answer === undefined ? (0,errors/* messageOf */.bD)(why) : `${answer.status}: ${answer.words}`}; no release was made: trying again`);
    }
}
function stillBusy(app, words) {
    return new errors/* ActionError */.lZ('DRYCC_BUSY', `${app} stays busy: ${words}`, {
        hint: 'A worker that was killed can hold the lock for an hour: `drycc releases deploy --force` takes it over.',
    });
}
async function postConfig(tools, change, options) {
    const { api, context, app } = tools;
    const { clock, signal } = context;
    const until = clock.now() + busyBudgetMs;
    for (;;) {
        const answer = await api.call('POST', `apps/${app}/config/`, change, {
            deadlineMs: writeDeadlineMs,
            retry: 'safe',
        });
        if ((0,controller_words/* saysBusy */.yY)(answer.words) && answer.status === 400) {
            if (clock.now() >= until)
                throw stillBusy(app, answer.words);
            context.note(`${answer.words}: waiting for it to end`);
            await pipelineEnded(tools, Number.POSITIVE_INFINITY, until);
            continue;
        }
        const unchanged = answer.status === 409 && (0,controller_words/* saysUnchanged */.sc)(answer.words);
        const taken = answer.status === 201 && (0,json.at)(answer.json, 'values') !== undefined;
        if (!taken && !unchanged)
            throw api.refusal(answer, options.doing);
        const made = (await (0,controller_releases/* newestReleases */.lC)(api, app, 1))[0];
        if (made === undefined || made.version <= options.before)
            return undefined;
        if (!options.deploys)
            return made;
        const ended = await (0,looking/* lookUntil */.c)(clock, signal, { everyMs: lookEveryMs, forMs: busyBudgetMs }, async () => {
            const release = (await (0,controller_releases/* newestReleases */.lC)(api, app, 10)).find((it) => it.version === made.version);
            return release?.state === 'created' ? undefined : release;
        });
        if (ended?.state === 'succeed')
            return ended;
        const failure = (0,controller_words/* deployFailure */.on)(ended?.exception ?? '');
        const cause = failure.cause === '' ? `release v${made.version} did not end` : failure.cause;
        throw new errors/* ActionError */.lZ('DRYCC_CONFIG', `${options.doing}: ${cause}`, {
            hint: (0,causes/* hintFor */.J)(cause) ?? 'Changed settings redeploy the current image: check that it runs with these.',
        });
    }
}

;// CONCATENATED MODULE: ./build/platforms/drycc/restoration.js








const budgetMs = 75_000;
const restoration_lookEveryMs = 2_500;
const ownRollbackMs = 15_000;
const pickedUpMs = 8_000;
const appearMs = 5_000;
function takenOver(releases, pods, ours) {
    return releases.find((release) => release.version > ours &&
        !release.failed &&
        (release.state === 'succeed' ||
            (0,controller_releases/* rolledBackTo */.rt)(release) !== undefined ||
            pods.some((pod) => pod.release === release.version)));
}
async function restore(tools) {
    const { api, context, rollout } = tools;
    const { clock, signal } = context;
    const seen = await (0,looking/* lookUntil */.c)(clock, signal, { everyMs: restoration_lookEveryMs, forMs: appearMs }, async () => {
        const releases = await (0,controller_releases/* newestReleases */.lC)(api, rollout.app, 50);
        const ours = (0,controller_rollout/* findOurs */.ZA)(releases, rollout);
        return ours === undefined ? undefined : { releases, ours };
    });
    if (seen === undefined)
        return (0,proof/* nothingReleased */.hy)(api, context, rollout);
    const { releases, ours } = seen;
    const pods = await (0,controller_pods/* listPods */.BG)(api, rollout.app);
    const target = (0,controller_rollout/* targetOf */.$r)(releases, ours.version, rollout, succeeded);
    const newer = takenOver(releases, pods, ours.version);
    const earlier = releases.find((it) => it.version > ours.version && !it.failed && target !== undefined && (0,controller_releases/* rolledBackTo */.rt)(it) === target.version);
    if (newer !== undefined && newer.version !== earlier?.version) {
        const image = (await buildOf(api, rollout.app, newer.version))?.image;
        return (0,proof/* overtaken */.K1)(api, context, rollout, newer.version, image);
    }
    if (target === undefined) {
        return { serves: undefined, verified: false, running: 0, wanted: 0, how: 'the new one was left as it is' };
    }
    if (earlier !== undefined)
        return watchRollback(tools, target, earlier.version);
    const old = (pod) => pod.release !== undefined && pod.release <= target.version;
    if (ours.state === 'crashed' || ours.failed) {
        const seen = await (0,proof/* podsUp */.Yr)(api, context, rollout.app, rollout.wanted, old, ownRollbackMs);
        if (seen.verified && !(await hasPods(api, rollout, ours))) {
            return { serves: await refOf(tools, target), ...seen, how: 'the controller rolled back by itself' };
        }
    }
    else if (ours.state === 'created' && !pods.some((pod) => pod.release === ours.version)) {
        const began = await (0,looking/* lookUntil */.c)(clock, signal, { everyMs: restoration_lookEveryMs, forMs: pickedUpMs }, async () => (await hasPods(api, rollout, ours)) ? true : undefined);
        const other = releases.find((it) => it.version < ours.version && it.state === 'created' && it.build !== undefined);
        if (began === undefined && other !== undefined) {
            const seen = await (0,proof/* podsUp */.Yr)(api, context, rollout.app, rollout.wanted, (pod) => pod.release !== ours.version, 0);
            const how = `release v${ours.version} was never deployed, another pipeline was running`;
            return { serves: rollout.previous, ...seen, how };
        }
    }
    return rollBack(tools, target);
}
async function hasPods(api, rollout, ours) {
    return (await (0,controller_pods/* listPods */.BG)(api, rollout.app)).some((pod) => pod.release === ours.version);
}
async function refOf({ api, rollout }, release) {
    return (0,controller_releases/* releaseRef */.nW)(release.version, (await buildOf(api, rollout.app, release.version))?.image);
}
async function rollBack(tools, target) {
    const { api, context, rollout } = tools;
    const made = await (0,looking/* lookUntil */.c)(context.clock, context.signal, { everyMs: 5_000, forMs: budgetMs / 2 }, async () => {
        const answer = await api.call('POST', `apps/${rollout.app}/releases/rollback/`, { version: target.version });
        const version = answer.status === 201 ? (0,json/* numberAt */.tk)(answer.json, 'version') : undefined;
        if (version !== undefined)
            return version;
        if (answer.status === 400 && (0,controller_words/* saysBusy */.yY)(answer.words))
            return undefined;
        throw api.refusal(answer, `rolling ${rollout.app} back to release v${target.version}`);
    });
    if (made === undefined) {
        const how = `the rollback to release v${target.version} was refused: another pipeline runs`;
        return { serves: undefined, verified: false, running: 0, wanted: (0,controller_pods/* wantedOf */.Lm)(rollout.wanted), how };
    }
    return watchRollback(tools, target, made);
}
async function watchRollback(tools, target, version) {
    const { api, context, rollout } = tools;
    let pods = [];
    let release;
    const done = await (0,looking/* lookUntil */.c)(context.clock, context.signal, { everyMs: restoration_lookEveryMs, forMs: budgetMs }, async () => {
        const [releases, all] = await Promise.all([(0,controller_releases/* newestReleases */.lC)(api, rollout.app, 10), (0,controller_pods/* listPods */.BG)(api, rollout.app)]);
        release = releases.find((it) => it.version === version);
        pods = all.filter((pod) => pod.release === version || (pod.release ?? version) <= target.version);
        if (release?.state === 'crashed')
            return 'crashed';
        return release?.state === 'succeed' && (0,controller_pods/* allUp */.Hx)(pods, rollout.wanted) ? 'up' : undefined;
    });
    const why = release?.exception === undefined ? '' : `: ${(0,controller_words/* deployFailure */.on)(release.exception).cause}`;
    return {
        serves: (0,controller_releases/* releaseRef */.nW)(version, (await buildOf(api, rollout.app, target.version))?.image),
        verified: done === 'up',
        running: (0,controller_pods/* runningOf */.Tx)(pods, rollout.wanted),
        wanted: (0,controller_pods/* wantedOf */.Lm)(rollout.wanted),
        how: done === 'crashed'
            ? `the rollback to release v${target.version} failed${why}`
            : `rolled back to release v${target.version}`,
    };
}

;// CONCATENATED MODULE: ./build/platforms/drycc/settings.js



function configChange(plan, app) {
    const config = app?.config ?? newAppConfig;
    const now = config.port ?? defaultPort;
    const serves = app?.state.release !== undefined;
    const port = plan.settings.port ?? config.port ?? (serves ? now : ((0,ports/* lowestTcpPort */.Z)(plan.facts) ?? now));
    const { registry } = plan;
    const types = (app?.types ?? [firstType]).filter((type) => {
        const stored = config.registry.get(type);
        return registry !== undefined && (stored?.username !== registry.username || stored.password !== registry.password);
    });
    const change = {
        ...(port === now ? {} : { values: [{ name: 'PORT', value: String(port), ptype: firstType }] }),
        ...(registry === undefined || types.length === 0
            ? {}
            : {
                registry: Object.fromEntries(types.map((type) => [type, { username: registry.username, password: registry.password }])),
            }),
    };
    return Object.keys(change).length === 0 ? undefined : change;
}
function described(change, app) {
    const parts = [
        change.values === undefined ? undefined : 'PORT',
        change.registry === undefined ? undefined : 'the registry credentials',
    ].filter((part) => part !== undefined);
    return `setting ${parts.join(' and ')} of ${app}`;
}

;// CONCATENATED MODULE: ./build/platforms/drycc/platform.js
















const cancelDeadlineMs = 2_000;
class DryccPlatform {
    kind = 'drycc';
    title = 'Drycc';
    target;
    #api;
    #context;
    #app;
    #watch = new controller_pods/* PodWatch */.d3();
    #looks = 0;
    #releases;
    #pods;
    #described = new Map();
    constructor(api, context) {
        this.#api = api;
        this.#context = context;
        const { workspace } = context.request;
        this.target = workspace === undefined ? api.host : `workspace ${workspace} at ${api.host}`;
    }
    async login() {
        const { login } = this.#context.request;
        if (login.kind !== 'token')
            throw new errors/* ActionError */.lZ('DRYCC_LOGIN', 'Drycc takes a token, no password.');
        this.#context.mask(login.token);
        this.#api.authenticate(login.token);
        try {
            const user = await this.#api.get('auth/whoami/', 'checking the token', 'username');
            return `${(0,json/* textAt */.$6)(user, 'username') ?? 'an unnamed user'} (token)`;
        }
        catch (error) {
            if (!(error instanceof controller_api/* ControllerError */.TJ) || error.status !== 403)
                throw error;
            throw new errors/* ActionError */.lZ('CONTROLLER_TOKEN', `Drycc refuses the token: ${error.words}`, {
                hint: this.#api.dialect.tokenHint,
                cause: error,
            });
        }
    }
    async read() {
        const { app, api } = this.#context.request;
        this.#app = await readApp(this.#api, app, api);
        refuseForeignBuild(app, this.#app);
        return this.#app?.state;
    }
    async serving(plan) {
        const app = this.#app;
        if (app === undefined)
            throw new errors/* ActionError */.lZ('DRYCC_NOT_READ', `App ${plan.app} has not been read yet.`);
        const [releases, pods] = await Promise.all([
            (0,controller_releases/* newestReleases */.lC)(this.#api, plan.app, 10),
            (0,controller_pods/* listPods */.BG)(this.#api, plan.app),
        ]);
        const version = (0,controller_releases/* versionOf */.E4)(app.state.release?.id);
        const served = releases.find((release) => release.version === version);
        const mine = served === undefined ? [] : pods.filter((pod) => belongs(pod, served));
        return (0,proof/* standing */.JA)(app.state, mine, releases[0]?.version ?? app.newest);
    }
    imageFor(facts) {
        return (0,names/* imageByDigest */.j)(facts);
    }
    check(subject) {
        return dryccFindings(subject, this.#app);
    }
    async prepare(plan) {
        if (this.#app === undefined)
            await this.#create(plan.app);
        const app = this.#app;
        const change = configChange(plan, app);
        let before = app?.newest ?? 1;
        let previous = app?.state.release;
        if (change !== undefined) {
            const deploys = app?.state.release !== undefined && app.autodeploy;
            if (deploys)
                this.#context.note('The settings change: Drycc redeploys the current image with them first.');
            const tools = { api: this.#api, context: this.#context, app: plan.app };
            const made = await postConfig(tools, change, { before, deploys, doing: described(change, plan.app) });
            before = made?.version ?? before;
            if (made !== undefined && deploys && previous !== undefined)
                previous = (0,controller_releases/* releaseRef */.nW)(made.version, previous.image);
        }
        const processes = app?.state.processes ?? [{ type: firstType, wanted: 1 }];
        return { runId: this.#context.runId, app: plan.app, image: plan.image, previous, before, processes };
    }
    async #create(name) {
        const { workspace } = this.#context.request;
        if (workspace === undefined) {
            throw new errors/* ActionError */.lZ('DRYCC_WORKSPACE', `App ${name} does not exist yet, and no workspace to create it in is given.`, {
                hint: 'Set the `workspace` input (`drycc workspaces` lists yours), or check `app`: an app of another workspace looks like none.',
            });
        }
        if (await (0,creation/* createApp */.E)(this.#api, name, { id: name, workspace }))
            return;
        this.#context.note(`${name} was created by somebody else meanwhile`);
        await this.read();
    }
    rolloutOf(candidate, _plan) {
        const { processes, ...rest } = candidate;
        return { ...rest, wanted: processes };
    }
    async release(rollout) {
        const { procfile = {}, dryccfile = {} } = this.#app?.build ?? {};
        const tools = { api: this.#api, context: this.#context, app: rollout.app };
        this.#watch = new controller_pods/* PodWatch */.d3();
        const begun = await postBuild(tools, rollout, {
            image: rollout.image,
            stack: 'container',
            ...(Object.keys(procfile).length === 0 ? {} : { procfile }),
            ...(Object.keys(dryccfile).length === 0 ? {} : { dryccfile }),
        });
        if (this.#app?.autodeploy === false) {
            const ptypes = this.#app.types.join(',');
            const answer = await this.#api.call('POST', `apps/${rollout.app}/releases/deploy/`, { ptypes, force: false });
            if (answer.status !== 204)
                throw this.#api.refusal(answer, `deploying ${rollout.app}`);
        }
        return begun;
    }
    async observe(rollout) {
        const known = this.#releases === undefined ? undefined : (0,controller_rollout/* findOurs */.ZA)(this.#releases, rollout);
        const over = known !== undefined && hasEnded(known);
        const moving = known !== undefined && (this.#pods ?? []).some((pod) => pod.release === known.version && pod.state !== 'up');
        const fourth = this.#looks % 4 === 0;
        this.#looks += 1;
        const [releases, seen] = await Promise.all([
            this.#releases === undefined || fourth || !(moving || over)
                ? (0,controller_releases/* newestReleases */.lC)(this.#api, rollout.app, 10)
                : this.#releases,
            this.#pods === undefined || fourth || moving || over ? (0,controller_pods/* listPods */.BG)(this.#api, rollout.app) : undefined,
        ]);
        const ours = (0,controller_rollout/* findOurs */.ZA)(releases, rollout);
        const stale = ours !== undefined && hasEnded(ours);
        const pods = seen ?? (stale ? await (0,controller_pods/* listPods */.BG)(this.#api, rollout.app) : (this.#pods ?? []));
        this.#releases = releases;
        this.#pods = pods;
        const mine = ours === undefined ? [] : pods.filter((pod) => belongs(pod, ours));
        const now = this.#context.clock.now();
        this.#watch.look(mine, now);
        await this.#describeCrash(rollout.app);
        return (0,controller_rollout/* observation */.lQ)({
            ...phaseOf(releases, pods, ours),
            release: ours === undefined ? undefined : (0,controller_releases/* releaseRef */.nW)(ours.version, rollout.image),
            ours: mine,
            others: pods.filter((pod) => !mine.includes(pod)),
            wanted: rollout.wanted,
            watch: this.#watch,
            now,
        });
    }
    async #describeCrash(app) {
        const name = this.#watch.down().find((pod) => !this.#described.has(pod));
        if (name === undefined || this.#described.size >= mostDescribed)
            return;
        this.#described.set(name, await podFacts(this.#api, app, name));
    }
    async cancel(rollout) {
        const releases = await (0,controller_releases/* newestReleases */.lC)(this.#api, rollout.app, 20);
        const ours = (0,controller_rollout/* findOurs */.ZA)(releases, rollout);
        if (ours === undefined || ours.failed || takenOver(releases, [], ours.version) !== undefined)
            return;
        const target = (0,controller_rollout/* targetOf */.$r)(releases, ours.version, rollout, succeeded);
        if (target === undefined)
            return;
        const path = `apps/${rollout.app}/releases/rollback/`;
        const answer = await this.#api.call('POST', path, { version: target.version }, { deadlineMs: cancelDeadlineMs });
        if (answer.status !== 201)
            throw this.#api.refusal(answer, `rolling ${rollout.app} back to release v${target.version}`);
    }
    restore(rollout) {
        return restore({ api: this.#api, context: this.#context, rollout });
    }
    async evidence(rollout) {
        const releases = await (0,controller_releases/* newestReleases */.lC)(this.#api, rollout.app, 10).catch(() => this.#releases ?? []);
        const exception = (0,controller_rollout/* findOurs */.ZA)(releases, rollout)?.exception;
        return gather({ api: this.#api, app: rollout.app, exception, watch: this.#watch, described: this.#described });
    }
}
function hasEnded(release) {
    return release.state !== undefined && release.state !== 'created';
}
function belongs(pod, release) {
    if (pod.release === release.version)
        return true;
    const { changedTypes } = release;
    if (release.state !== 'succeed' || changedTypes === undefined || changedTypes.includes(pod.type))
        return false;
    return pod.release !== undefined && pod.release < release.version;
}
function phaseOf(releases, pods, ours) {
    if (ours === undefined)
        return { phase: 'moving' };
    if (ours.state === 'crashed' || ours.failed) {
        const words = ours.exception === undefined ? 'the pipeline crashed without a word' : (0,controller_words/* deployFailure */.on)(ours.exception).cause;
        return { phase: 'failed', problem: { message: words, certain: true } };
    }
    if (takenOver(releases, pods, ours.version) !== undefined)
        return { phase: 'superseded' };
    return { phase: ours.state === 'succeed' ? 'done' : 'moving' };
}

;// CONCATENATED MODULE: ./build/platforms/drycc/index.js




const dialect = {
    title: 'Drycc',
    version: 'v2',
    tokenHint: 'The token has expired or was revoked. Make a new one with `drycc tokens add` and store it as the secret.',
};
const drycc = {
    kind: 'drycc',
    title: 'Drycc',
    mistakes: mistakes,
    async detect(context) {
        const generation = await (0,detection/* generationAt */.cU)(context);
        if (generation === 'deis-v1' || generation === 'deis-v2') {
            if (context.request.platform === 'drycc')
                throw (0,detection/* otherGeneration */.Bh)('drycc', 'a Deis controller', 'deis');
            return undefined;
        }
        if (generation !== 'drycc')
            return undefined;
        return new DryccPlatform(new controller_api/* ControllerApi */.rq(context, dialect), context);
    },
};


/***/ })

};
