export const id = 930;
export const ids = [930];
export const modules = {

/***/ 6923:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ BlockingBuild),
/* harmony export */   M: () => (/* binding */ blockingDeadlineMs)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _controller_releases_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4688);
/* harmony import */ var _controller_words_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3001);



const blockingDeadlineMs = 22 * 60_000;
const busyBudgetMs = 15 * 60_000;
const busyPauseMs = 10_000;
const lostStatuses = new Set([408, 499, 500, 502, 503, 504]);
class BlockingBuild {
    state = { kind: 'open' };
    burnt = 0;
    finished;
    #stop = new AbortController();
    constructor(options) {
        this.finished = this.#run(options);
    }
    giveUpWaiting() {
        this.#stop.abort(new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ());
    }
    async #run({ api, clock, signal, app, body, freed, note, }) {
        const until = clock.now() + busyBudgetMs;
        const waiting = AbortSignal.any([signal, this.#stop.signal]);
        for (;;) {
            this.state = { kind: 'open' };
            let answer;
            try {
                answer = await api.call('POST', `apps/${app}/builds/`, body, { deadlineMs: blockingDeadlineMs });
            }
            catch (error) {
                this.state = { kind: 'lost', since: clock.now(), why: (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .bD)(error) };
                return;
            }
            const build = answer.status === 201 ? (0,_controller_releases_js__WEBPACK_IMPORTED_MODULE_1__/* .readBuild */ .lT)(answer.json) : undefined;
            if (build !== undefined) {
                this.state = { kind: 'deployed', build: build.uuid };
                return;
            }
            if (answer.status < 300 || lostStatuses.has(answer.status)) {
                this.state = { kind: 'lost', since: clock.now(), why: api.refusal(answer, `deploying ${app}`).message };
                return;
            }
            if (!(answer.status === 400 || answer.status === 409) || !(0,_controller_words_js__WEBPACK_IMPORTED_MODULE_2__/* .saysBusy */ .yY)(answer.words) || clock.now() >= until) {
                this.state = {
                    kind: 'refused',
                    words: answer.status === 400 ? answer.words : api.refusal(answer, `deploying ${app}`).message,
                };
                return;
            }
            this.state = { kind: 'waiting' };
            note(`${answer.words}: waiting for it. The refused request has used up a release version.`);
            try {
                this.burnt = await freed(busyPauseMs, waiting);
            }
            catch (error) {
                this.state = { kind: 'refused', words: error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ ? answer.words : (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .bD)(error) };
                return;
            }
        }
    }
}


/***/ }),

/***/ 9930:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  deis: () => (/* binding */ deis)
});

// EXTERNAL MODULE: ./build/inputs/input-error.js
var input_error = __webpack_require__(2699);
// EXTERNAL MODULE: ./build/platforms/controller/api.js
var api = __webpack_require__(8112);
// EXTERNAL MODULE: ./build/platforms/controller/detection.js
var detection = __webpack_require__(2175);
// EXTERNAL MODULE: ./build/platforms/controller/names.js
var names = __webpack_require__(7624);
;// CONCATENATED MODULE: ./build/platforms/deis/inputs.js

const appName = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
function mistakes(draft) {
    const found = [...(0,names/* foreignInputs */.e)(draft, 'Deis')];
    if (draft.login?.kind === 'client') {
        found.push({
            input: 'client-id',
            message: 'belongs to Cloud Foundry · Deis takes token, or username and password',
        });
    }
    if (draft.login?.kind === 'oidc-user' || draft.login?.kind === 'oidc-client') {
        found.push({
            input: 'oidc',
            message: 'belongs to Cloud Foundry · Deis takes token, or username and password',
        });
    }
    if (draft.login?.kind === 'password' && draft.login.origin !== undefined) {
        found.push({ input: 'origin', message: 'belongs to Cloud Foundry, leave it out for Deis' });
    }
    if (draft.workspace !== undefined) {
        found.push({ input: 'workspace', message: 'belongs to Drycc, leave it out for Deis' });
    }
    if (draft.app !== undefined && !appName.test(draft.app)) {
        found.push({
            input: 'app',
            message: `"${draft.app}" is no name for a Deis app · a-z, 0-9 and hyphens, starting with a letter, not ending in a hyphen, at most 63 characters`,
        });
    }
    return found;
}

// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/platforms/controller/creation.js
var creation = __webpack_require__(8551);
// EXTERNAL MODULE: ./build/platforms/controller/looking.js
var looking = __webpack_require__(6921);
// EXTERNAL MODULE: ./build/platforms/controller/pods.js
var controller_pods = __webpack_require__(7994);
// EXTERNAL MODULE: ./build/platforms/controller/proof.js
var proof = __webpack_require__(4894);
// EXTERNAL MODULE: ./build/platforms/controller/releases.js
var controller_releases = __webpack_require__(4688);
// EXTERNAL MODULE: ./build/platforms/controller/rollout.js
var controller_rollout = __webpack_require__(49);
// EXTERNAL MODULE: ./build/http/json.js
var http_json = __webpack_require__(3223);
;// CONCATENATED MODULE: ./build/platforms/deis/app.js



const newAppConfig = { port: undefined, username: undefined, password: undefined };
const probeDelayMs = 5_000;
const deployTimeoutMs = 120_000;
async function readApp(api, name, url) {
    const doing = `reading app ${name}`;
    const [app, releases, config, domains, builds] = await Promise.all([
        api.find(`apps/${name}/`, doing, 'structure'),
        api.find(`apps/${name}/releases/?limit=20`, doing, 'results'),
        api.find(`apps/${name}/config/`, doing, 'values'),
        api.find(`apps/${name}/domains/?limit=10`, doing, 'results'),
        api.find(`apps/${name}/builds/?limit=20`, doing, 'results'),
    ]);
    if (app === undefined)
        return undefined;
    const structure = readStructure(app);
    const newest = (0,controller_releases/* releasesIn */.yI)(releases);
    const good = (release) => !release.failed && release.build !== undefined;
    const count = (0,http_json.at)(releases, 'count');
    const serving = newest.find(good) ??
        (typeof count === 'number' && count > newest.length ? await (0,controller_releases/* findRelease */.dv)(api, name, good) : undefined);
    const build = serving?.build === undefined ? undefined : await buildOf(api, name, serving.build, (0,http_json/* asArray */._j)((0,http_json.at)(builds, 'results')));
    const processes = processesAfter(structure, build);
    return {
        newest: newest[0]?.version ?? 0,
        build,
        config: readConfig(config),
        state: {
            id: name,
            running: serving !== undefined && [...structure.values()].some((count) => count > 0),
            release: serving === undefined ? undefined : (0,controller_releases/* releaseRef */.nW)(serving.version, build?.image),
            processes,
            settings: settingsOf(readConfig(config)),
            url: publicUrl((0,http_json/* asArray */._j)((0,http_json.at)(domains, 'results')), url),
            healthTimeoutMs: healthTimeoutMs(config),
        },
    };
}
async function buildOf(api, app, uuid, first) {
    const among = (values) => values.map(controller_releases/* readBuild */.lT).find((build) => build !== undefined && build.uuid === uuid);
    const found = among(first);
    if (found !== undefined)
        return found;
    return among((0,http_json/* asArray */._j)((0,http_json.at)(await api.get(`apps/${app}/builds/?limit=1000`, `reading the builds of ${app}`, 'results'), 'results')));
}
async function newestImages(api, app) {
    const json = await api.get(`apps/${app}/builds/?limit=20`, `reading the builds of ${app}`, 'results');
    const images = new Map();
    for (const value of (0,http_json/* asArray */._j)((0,http_json.at)(json, 'results'))) {
        const build = (0,controller_releases/* readBuild */.lT)(value);
        if (build !== undefined)
            images.set(build.uuid, build.image);
    }
    return images;
}
function readStructure(app) {
    const structure = new Map();
    for (const [type, count] of Object.entries((0,http_json/* asObject */.eB)((0,http_json.at)(app, 'structure')) ?? {})) {
        if (typeof count === 'number' && Number.isInteger(count) && count >= 0)
            structure.set(type, count);
    }
    return structure;
}
function processesAfter(structure, build) {
    if (structure.size === 0)
        return [{ type: build !== undefined && 'web' in build.procfile ? 'web' : 'cmd', wanted: 1 }];
    return [...structure].filter(([, wanted]) => wanted > 0).map(([type, wanted]) => ({ type, wanted }));
}
const firstProcesses = [{ type: 'cmd', wanted: 1 }];
function readConfig(config) {
    return {
        port: portOf((0,http_json.at)(config, 'values', 'PORT')),
        username: (0,http_json/* textAt */.$6)(config, 'registry', 'username'),
        password: (0,http_json/* textAt */.$6)(config, 'registry', 'password'),
    };
}
function portOf(value) {
    const port = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
    return typeof port === 'number' && port >= 1 && port <= 65_535 ? port : undefined;
}
function settingsOf(config) {
    return config.port === undefined ? {} : { port: config.port };
}
function healthTimeoutMs(config) {
    const seconds = Number((0,http_json/* textAt */.$6)(config, 'values', 'DEIS_DEPLOY_TIMEOUT') ?? Number.NaN);
    return (Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : deployTimeoutMs) + probeDelayMs;
}
function publicUrl(domains, api) {
    const names = domains.map((domain) => (0,http_json/* textAt */.$6)(domain, 'domain')).filter((name) => name !== undefined);
    const name = names.find((candidate) => !candidate.includes('*'));
    if (name === undefined)
        return undefined;
    if (name.includes('.'))
        return `${api.protocol}//${name}`;
    const dot = api.host.indexOf('.');
    if (dot < 0 || /^[\d.]+(:\d+)?$/.test(api.host))
        return undefined;
    return `${api.protocol}//${name}${api.host.slice(dot)}`;
}
function refuseGitBuild(name, app) {
    if (app?.build === undefined || app.build.sha === '')
        return;
    throw new errors/* ActionError */.lZ('DEIS_GIT_BUILD', `App ${name} was built by Deis from a git push (${app.build.sha.slice(0, 12)}).`, {
        hint: 'Changing it to an image would stop its process types and start others. Deploy to a new app, or change it by hand once with `deis pull`.',
    });
}

// EXTERNAL MODULE: ./build/platforms/deis/build.js
var build = __webpack_require__(6923);
// EXTERNAL MODULE: ./build/platforms/app-log.js
var app_log = __webpack_require__(1555);
// EXTERNAL MODULE: ./build/platforms/controller/causes.js
var causes = __webpack_require__(2670);
// EXTERNAL MODULE: ./build/platforms/controller/words.js
var controller_words = __webpack_require__(3001);
;// CONCATENATED MODULE: ./build/platforms/deis/evidence.js



const logLines = 100;
const shownLines = 40;
async function gather(options) {
    const { api, rollout, version, words, watch } = options;
    const log = await readLog(api, rollout.app, version);
    const failure = words === undefined ? undefined : (0,controller_words/* deployFailure */.on)(words);
    const facts = [
        ...watch.facts(),
        ...(failure?.deployment === undefined ? [] : [`Kubernetes deployment ${failure.deployment} did not come up`]),
        ...(failure?.backTo === undefined ? [] : [`the controller goes back to release ${failure.backTo}`]),
    ];
    const crashed = watch.crashes > 0;
    const cause = (crashed ? (0,app_log/* errorLine */.B)(log) : undefined) ?? failure?.cause ?? watch.problem(Infinity)?.message ?? (0,app_log/* errorLine */.B)(log);
    const hint = (0,causes/* hintFor */.J)(failure?.cause, cause, ...facts);
    return {
        ...(cause === undefined ? {} : { cause }),
        ...(hint === undefined ? {} : { hint }),
        facts,
        log: log.slice(-shownLines),
    };
}
async function readLog(api, app, version) {
    try {
        const answer = await api.call('GET', `apps/${app}/logs?log_lines=${logLines}`, undefined, {
            retry: 'never',
            deadlineMs: 10_000,
        });
        if (answer.status !== 200)
            return [];
        return logOf(answer.response.body.toString('utf8'), version);
    }
    catch {
        return [];
    }
}
function logOf(text, version) {
    const body = /^".*"$/s.test(text.trim()) ? text.trim().slice(1, -1) : text;
    const lines = [];
    for (const raw of body.split(/\r?\n|\\n/)) {
        const modern = /^(\S+)\s+[^\s[]+\[([^\]]+)\]: ?(.*)$/.exec(raw);
        if (modern !== null) {
            const [, time = '', source = '', said = ''] = modern;
            if (source === 'deis-controller')
                continue;
            const release = /^[^.]+\.v(\d+)\./.exec(source)?.[1];
            if (version !== undefined && release !== undefined && Number(release) !== version)
                continue;
            const at = Date.parse(time);
            lines.push({ ...(Number.isNaN(at) ? {} : { at }), source, text: said });
            continue;
        }
        const old = /^(\S+) -- (.*)$/.exec(raw);
        if (old !== null)
            lines.push({ source: old[1] ?? '', text: old[2] ?? '' });
    }
    return lines;
}

// EXTERNAL MODULE: ./build/platforms/deis/login.js
var login = __webpack_require__(58);
;// CONCATENATED MODULE: ./build/platforms/deis/phase.js

const lostAnswerMs = 30_000;
function phaseOf({ state, releases, ours, image, up, now, }) {
    const failed = (message) => ({ phase: 'failed', problem: { message, certain: true } });
    if (state?.kind === 'refused')
        return failed((0,controller_words/* deployFailure */.on)(state.words).cause);
    if (state?.kind === 'waiting')
        return { phase: 'moving' };
    if (ours !== undefined && !ours.failed) {
        const newer = releases.find((release) => release.version > ours.version && !release.failed);
        if (newer !== undefined) {
            const message = `release v${newer.version} came after ours: ${newer.summary}`;
            return { phase: 'superseded', problem: { message, certain: true } };
        }
    }
    if (state?.kind === 'deployed')
        return { phase: 'done' };
    if (state?.kind === 'open')
        return { phase: 'moving' };
    if (ours === undefined) {
        if (state === undefined || now - state.since < lostAnswerMs)
            return { phase: 'moving' };
        return failed(`${state.why} · no release of ${image} has appeared since`);
    }
    if (ours.failed) {
        return failed(ours.exception === undefined
            ? `the controller marked release v${ours.version} as failed; its reason was lost with the connection`
            : (0,controller_words/* deployFailure */.on)(ours.exception).cause);
    }
    return { phase: up ? 'done' : 'moving' };
}

// EXTERNAL MODULE: ./build/http/errors.js
var http_errors = __webpack_require__(2602);
;// CONCATENATED MODULE: ./build/platforms/deis/restoration.js









const budgetMs = 75_000;
const lookEveryMs = 2_000;
const ownRollbackMs = 15_000;
const appearMs = 10_000;
const mostOrders = 3;
async function scene({ api, rollout, build }) {
    const [releases, images] = await Promise.all([(0,controller_releases/* newestReleases */.lC)(api, rollout.app, 50), newestImages(api, rollout.app)]);
    const uuid = build?.state.kind === 'deployed' ? build.state.build : undefined;
    return { releases, images, ours: (0,controller_rollout/* findOurs */.ZA)(releases, rollout, { build: uuid, imageOf: (id) => images.get(id) }) };
}
async function restore(tools) {
    const { api, context, rollout, build } = tools;
    build?.giveUpWaiting();
    const { clock, signal } = context;
    const first = await (0,looking/* lookUntil */.c)(clock, signal, { everyMs: lookEveryMs, forMs: appearMs }, async () => {
        const seen = await scene(tools);
        const awaited = build === undefined || build.state.kind === 'open';
        return seen.ours !== undefined || !awaited ? seen : undefined;
    });
    const { releases, images, ours } = first ?? (await scene(tools));
    if (ours === undefined)
        return (0,proof/* nothingReleased */.hy)(api, context, rollout);
    const target = (0,controller_rollout/* targetOf */.$r)(releases, ours.version, rollout, () => true);
    const newer = releases.filter((release) => release.version > ours.version && !release.failed);
    const earlier = newer.find((release) => target !== undefined && sameAs(release, target));
    const newest = newer[0];
    if (newest !== undefined && newest !== earlier) {
        return (0,proof/* overtaken */.K1)(api, context, rollout, newest.version, imageOf(newest, images));
    }
    if (target === undefined) {
        return { serves: undefined, verified: false, running: 0, wanted: 0, how: 'the new one was left as it is' };
    }
    const image = imageOf(target, images);
    if (earlier !== undefined) {
        return verified(tools, earlier.version, image, `rolled back to release v${target.version}`);
    }
    if (await wentBackByItself(tools, ours, target)) {
        return verified(tools, target.version, image, 'the controller rolled back by itself');
    }
    return rollBack(tools, target, ours, image);
}
function imageOf(release, images) {
    return release.build === undefined ? undefined : images.get(release.build);
}
function sameAs(release, target) {
    return (0,controller_releases/* rolledBackTo */.rt)(release) === target.version;
}
async function wentBackByItself(tools, ours, target) {
    const { api, context, rollout, build } = tools;
    if (ours.failed) {
        const found = await (0,proof/* podsUp */.Yr)(api, context, rollout.app, rollout.wanted, (pod) => pod.release === target.version, 20_000);
        return found.verified;
    }
    if (build?.state.kind !== 'open')
        return false;
    const pods = await (0,controller_pods/* listPods */.BG)(api, rollout.app);
    if (!pods.some((pod) => pod.release === ours.version && (0,controller_pods/* cannotPull */.Zi)(pod)))
        return false;
    const failed = await (0,looking/* lookUntil */.c)(context.clock, context.signal, { everyMs: lookEveryMs, forMs: ownRollbackMs }, async () => {
        const releases = await (0,controller_releases/* newestReleases */.lC)(api, rollout.app, 10);
        return releases.find((release) => release.version === ours.version)?.failed === true ? true : undefined;
    });
    return failed === true;
}
async function verified({ api, context, rollout }, version, image, how) {
    const pods = await (0,proof/* podsUp */.Yr)(api, context, rollout.app, rollout.wanted, (pod) => pod.release === version, budgetMs);
    return { serves: (0,controller_releases/* releaseRef */.nW)(version, image), ...pods, how };
}
async function rollBack({ api, context, rollout }, target, ours, image) {
    const { clock, signal } = context;
    const again = () => ({ at: clock.now(), ...orderRollback(api, rollout.app, target.version, budgetMs) });
    let order = again();
    let orders = 1;
    let version;
    let pods = [];
    const done = await (0,looking/* lookUntil */.c)(clock, signal, { everyMs: lookEveryMs, forMs: budgetMs }, async () => {
        version ??= order.version();
        if (version === undefined) {
            const releases = await (0,controller_releases/* newestReleases */.lC)(api, rollout.app, 10);
            const made = releases.find((release) => release.version > ours.version && sameAs(release, target));
            version = made?.failed === false ? made.version : undefined;
            if (version === undefined) {
                if (!order.ended() || clock.now() - order.at < appearMs)
                    return undefined;
                if (made?.failed === true || orders === mostOrders)
                    return order.refusal() ?? 'no release came of it';
                order = again();
                orders += 1;
                return undefined;
            }
        }
        pods = (await (0,controller_pods/* listPods */.BG)(api, rollout.app)).filter((pod) => pod.release === version);
        return (0,controller_pods/* allUp */.Hx)(pods, rollout.wanted) ? 'up' : undefined;
    });
    const serves = version === undefined ? undefined : (0,controller_releases/* releaseRef */.nW)(version, image);
    const how = serves === undefined
        ? `the rollback to release v${target.version} failed${done === undefined ? '' : `: ${done}`}`
        : `rolled back to release v${target.version}`;
    return {
        serves,
        verified: done === 'up',
        running: (0,controller_pods/* runningOf */.Tx)(pods, rollout.wanted),
        wanted: (0,controller_pods/* wantedOf */.Lm)(rollout.wanted),
        how,
    };
}
function orderRollback(api, app, version, deadlineMs) {
    let made;
    let refused;
    let ended = false;
    const run = async () => {
        try {
            const answer = await api.call('POST', `apps/${app}/releases/rollback/`, { version }, { deadlineMs });
            if (answer.status === 201)
                made = (0,http_json/* numberAt */.tk)(answer.json, 'version');
            else if (answer.status >= 300 && answer.status < 499)
                refused = answer.words || `status ${answer.status}`;
        }
        catch (error) {
            if (!(error instanceof http_errors/* NetworkError */.Dr || error instanceof errors/* Cancelled */.cJ))
                refused = (0,errors/* messageOf */.bD)(error);
        }
        ended = true;
    };
    return { version: () => made, refusal: () => refused, ended: () => ended, finished: run() };
}

// EXTERNAL MODULE: ./build/image/ports.js
var ports = __webpack_require__(9330);
// EXTERNAL MODULE: ./build/image/rule.js
var rule = __webpack_require__(6562);
// EXTERNAL MODULE: ./build/platforms/controller/login-rules.js
var login_rules = __webpack_require__(2691);
;// CONCATENATED MODULE: ./build/platforms/deis/rules.js



const component = /deis\/(?:builder|controller|database|dockerbuilder|etcd|minio|registry|router|slugbuilder|slugrunner|workflow(?:-manager)?)/;
const rules = [
    {
        code: 'DEIS_PORT',
        severity: 'info',
        check({ facts, port }) {
            const [only, another] = (0,ports/* tcpPorts */.C)(facts);
            if (port !== undefined || only === undefined || another !== undefined)
                return undefined;
            return { message: `PORT will be ${only}, the port that the image exposes.` };
        },
    },
    {
        code: 'DEIS_NO_PORT',
        severity: 'error',
        check({ facts, port, routed }) {
            if (port !== undefined || !routed || (0,ports/* tcpPorts */.C)(facts).length > 0)
                return undefined;
            return {
                message: 'The image exposes no TCP port, and Deis has to know where the app listens.',
                remedy: 'Set the `port` input, or add EXPOSE to the Dockerfile.',
            };
        },
    },
    {
        code: 'DEIS_SEVERAL_PORTS',
        severity: 'error',
        check({ facts, port, routed }) {
            const exposed = (0,ports/* tcpPorts */.C)(facts);
            if (port !== undefined || !routed || exposed.length < 2)
                return undefined;
            return {
                message: `The image exposes the ports ${exposed.join(', ')}, and Deis routes to exactly one.`,
                remedy: 'Set the `port` input to the one that serves HTTP.',
            };
        },
    },
    {
        code: 'DEIS_PORT_NOT_EXPOSED',
        severity: 'warning',
        check({ facts, request, port }) {
            const exposed = (0,ports/* tcpPorts */.C)(facts);
            if (port === undefined || exposed.length === 0 || exposed.includes(port))
                return undefined;
            const source = request.settings.port === undefined ? 'The app’s config says PORT' : 'The `port` input says';
            return {
                message: `${source} ${port}, but the image exposes ${exposed.join(', ')}.`,
                remedy: 'That works if the app reads the environment variable PORT. Else set the `port` input to another one.',
            };
        },
    },
    {
        code: 'DEIS_RESERVED_NAME',
        severity: 'error',
        check({ facts, stored, hasLogin }) {
            const [reserved] = component.exec(`${facts.reference.domain}/${facts.reference.path}`) ?? [];
            if (reserved === undefined || stored !== undefined || hasLogin)
                return undefined;
            return {
                message: `The image’s name holds ${reserved}, which Deis keeps for a component of its own.`,
                remedy: 'Push it under another name, or set registry-username and registry-password: then the nodes pull it themselves.',
            };
        },
    },
    {
        code: 'DEIS_LOGIN',
        severity: 'warning',
        check: (subject) => (0,login_rules/* uselessLogin */.Q)(subject, 'deis', 'Deis'),
    },
    {
        code: 'DEIS_LOGIN_MISSING',
        severity: 'error',
        check: (subject) => (0,login_rules/* missingLogin */.s)(subject, subject, 'Deis'),
    },
];
function deisFindings(subject, app) {
    const processes = app?.state.processes ?? [];
    return (0,rule/* applyRules */.I)(rules, {
        ...subject,
        port: subject.request.settings.port ?? app?.config.port,
        routed: processes.length === 0 || processes.some(({ type }) => type === 'web' || type === 'cmd'),
        hasLogin: app?.config.username !== undefined && app.config.password !== undefined,
        serving: app?.build?.image,
    });
}

;// CONCATENATED MODULE: ./build/platforms/deis/settings.js








function configChange(plan, config) {
    const port = plan.settings.port ?? config.port ?? (0,ports/* lowestTcpPort */.Z)(plan.facts);
    const { registry } = plan;
    const change = {
        ...(port === undefined || port === config.port ? {} : { values: { PORT: String(port) } }),
        ...(registry === undefined || (registry.username === config.username && registry.password === config.password)
            ? {}
            : { registry: { username: registry.username, password: registry.password } }),
    };
    return Object.keys(change).length === 0 ? undefined : change;
}
const busyBudgetMs = 15 * 60_000;
const busyPauseMs = 10_000;
async function postConfig(api, context, app, change, freed) {
    const { clock, signal } = context;
    const doing = `setting ${[change.values && 'PORT', change.registry && 'the registry credentials'].filter(Boolean).join(' and ')} of ${app}`;
    const until = clock.now() + busyBudgetMs;
    for (;;) {
        let answer;
        let why;
        try {
            answer = await api.call('POST', `apps/${app}/config/`, change, { deadlineMs: build/* blockingDeadlineMs */.M });
        }
        catch (error) {
            if (signal.aborted)
                throw error;
            why = error;
        }
        if (answer?.status === 201 && (0,http_json.at)(answer.json, 'values') !== undefined)
            return;
        if (answer !== undefined && (0,controller_words/* saysUnchanged */.sc)(answer.words))
            return;
        if (answer !== undefined && (0,controller_words/* saysBusy */.yY)(answer.words) && clock.now() < until) {
            context.note(`${answer.words}: waiting for it`);
            await freed(busyPauseMs, signal);
            continue;
        }
        if (answer !== undefined && answer.status >= 300 && answer.status < 499)
            throw configError(api, answer, doing);
        const taken = await (0,looking/* lookUntil */.c)(clock, signal, { everyMs: 5_000, forMs: 30_000 }, async () => {
            const config = readConfig(await api.get(`apps/${app}/config/`, doing, 'values'));
            return holds(config, change) ? true : undefined;
        });
        if (taken === undefined) {
            throw answer === undefined ? why : configError(api, answer, doing);
        }
        await freed(busyPauseMs, signal);
        return;
    }
}
function holds(config, change) {
    return ((change.values === undefined || String(config.port) === change.values.PORT) &&
        (change.registry === undefined ||
            (config.username === change.registry.username && config.password === change.registry.password)));
}
function configError(api, answer, doing) {
    if (answer.status !== 400)
        return api.refusal(answer, doing);
    const { cause, backTo } = (0,controller_words/* deployFailure */.on)(answer.words);
    const back = backTo === undefined ? '' : ` The controller went back to release ${backTo}.`;
    return new errors/* ActionError */.lZ('DEIS_CONFIG', `${doing}: ${cause}.${back}`, {
        hint: (0,causes/* hintFor */.J)(answer.words) ??
            'Changing settings redeploys the current image with them: check that it runs with these.',
    });
}

;// CONCATENATED MODULE: ./build/platforms/deis/platform.js
















const cancelDeadlineMs = 2_000;
class DeisPlatform {
    kind = 'deis';
    title = 'Deis Workflow';
    target;
    #api;
    #context;
    #app;
    #build;
    #watch = new controller_pods/* PodWatch */.d3();
    #looks = 0;
    #releases = [];
    #images = new Map();
    #judged;
    constructor(api, context) {
        this.#api = api;
        this.#context = context;
        this.target = api.host;
    }
    login() {
        return (0,login/* logIn */.E)(this.#api, this.#context);
    }
    async read() {
        const { app, api } = this.#context.request;
        this.#app = await readApp(this.#api, app, api);
        refuseGitBuild(app, this.#app);
        return this.#app?.state;
    }
    async serving(plan) {
        const app = this.#app;
        if (app === undefined)
            throw new errors/* ActionError */.lZ('DEIS_NOT_READ', `App ${plan.app} has not been read yet.`);
        const pods = await (0,controller_pods/* listPods */.BG)(this.#api, plan.app);
        const version = (0,controller_releases/* versionOf */.E4)(app.state.release?.id);
        const mine = pods.filter((pod) => version !== undefined && pod.release === version);
        const unset = configChange(plan, app.config) === undefined ? undefined : 'PORT is not what the image exposes';
        return (0,proof/* standing */.JA)(app.state, mine, app.newest, unset);
    }
    imageFor(facts) {
        return (0,names/* imageByDigest */.j)(facts);
    }
    check(subject) {
        return deisFindings(subject, this.#app);
    }
    async prepare(plan) {
        const created = this.#app === undefined && (await (0,creation/* createApp */.E)(this.#api, plan.app, { id: plan.app }));
        if (this.#app === undefined && !created) {
            this.#context.note(`${plan.app} was created by somebody else meanwhile`);
            await this.read();
        }
        const change = configChange(plan, this.#app?.config ?? newAppConfig);
        if (change !== undefined) {
            if (this.#app?.build !== undefined) {
                this.#context.note('The settings change: Deis redeploys the current image with them first, which takes as long as a deploy.');
            }
            await postConfig(this.#api, this.#context, plan.app, change, (pause, signal) => this.#freed(plan.app, pause, signal));
        }
        let before = this.#app?.newest ?? 1;
        let previous = this.#app?.state.release;
        if (change !== undefined) {
            const newest = (await (0,controller_releases/* newestReleases */.lC)(this.#api, plan.app, 1))[0];
            before = newest?.version ?? before;
            if (previous !== undefined && newest?.build !== undefined && !newest.failed) {
                previous = (0,controller_releases/* releaseRef */.nW)(newest.version, previous.image);
            }
        }
        const processes = this.#app?.state.processes ?? firstProcesses;
        const { api } = this.#context.request;
        const url = created ? publicUrl([{ domain: plan.app }], api) : this.#app?.state.url;
        return {
            ...{ runId: this.#context.runId, app: plan.app, image: plan.image, previous, before, processes },
            ...(url === undefined ? {} : { url }),
        };
    }
    rolloutOf(candidate, _plan) {
        const { processes, ...rest } = candidate;
        return { ...rest, wanted: processes };
    }
    async release(rollout) {
        const procfile = this.#app?.build?.procfile ?? {};
        this.#watch = new controller_pods/* PodWatch */.d3();
        this.#build = new build/* BlockingBuild */.K({
            api: this.#api,
            clock: this.#context.clock,
            signal: this.#context.signal,
            app: rollout.app,
            body: { image: rollout.image, ...(Object.keys(procfile).length === 0 ? {} : { procfile }) },
            freed: (pause, signal) => this.#freed(rollout.app, pause, signal),
            note: (line) => this.#context.note(line),
        });
        return rollout;
    }
    async #freed(app, pauseMs, signal) {
        const { clock } = this.#context;
        await clock.sleep(pauseMs / 2, signal);
        const structure = readStructure(await this.#api.get(`apps/${app}/`, `reading app ${app}`, 'structure'));
        const processes = [...structure].map(([type, wanted]) => ({ type, wanted }));
        await (0,looking/* lookUntil */.c)(clock, signal, { everyMs: pauseMs / 2, forMs: 60_000 }, async () => (0,controller_pods/* allUp */.Hx)(await (0,controller_pods/* listPods */.BG)(this.#api, app), processes) ? true : undefined);
        return (await (0,controller_releases/* newestReleases */.lC)(this.#api, app, 1))[0]?.version ?? 0;
    }
    async observe(rollout) {
        const state = this.#build?.state;
        const known = this.#ours(rollout);
        const judged = state?.kind ?? 'none';
        const due = known === undefined || judged !== this.#judged || this.#looks % 4 === 0;
        this.#looks += 1;
        this.#judged = judged;
        const lookForImages = due && (judged === 'refused' || judged === 'lost' || judged === 'none');
        const [pods, releases, images] = await Promise.all([
            (0,controller_pods/* listPods */.BG)(this.#api, rollout.app),
            due ? (0,controller_releases/* newestReleases */.lC)(this.#api, rollout.app, 10) : this.#releases,
            lookForImages ? newestImages(this.#api, rollout.app) : this.#images,
        ]);
        this.#releases = releases;
        this.#images = images;
        const ours = this.#ours(rollout);
        const mine = pods.filter((pod) => ours !== undefined && pod.release === ours.version);
        const now = this.#context.clock.now();
        this.#watch.look(mine, now);
        const phase = phaseOf({ state, releases, ours, image: rollout.image, up: (0,controller_pods/* allUp */.Hx)(mine, rollout.wanted), now });
        return (0,controller_rollout/* observation */.lQ)({
            ...phase,
            release: ours === undefined ? undefined : (0,controller_releases/* releaseRef */.nW)(ours.version, rollout.image),
            ours: mine,
            others: pods.filter((pod) => !mine.includes(pod)),
            wanted: rollout.wanted,
            watch: this.#watch,
            now,
        });
    }
    #ours(rollout) {
        const state = this.#build?.state;
        const before = Math.max(rollout.before, state?.kind === 'open' || state?.kind === 'waiting' ? (this.#build?.burnt ?? 0) : 0);
        return (0,controller_rollout/* findOurs */.ZA)(this.#releases, { ...rollout, before }, { build: state?.kind === 'deployed' ? state.build : undefined, imageOf: (build) => this.#images.get(build) });
    }
    async cancel(rollout) {
        this.#build?.giveUpWaiting();
        if (rollout.previous === undefined)
            return;
        const releases = await (0,controller_releases/* newestReleases */.lC)(this.#api, rollout.app, 10);
        const ours = (0,controller_rollout/* findOurs */.ZA)(releases, rollout);
        if (ours === undefined || ours.failed || releases.some((it) => it.version > ours.version && !it.failed))
            return;
        const target = (0,controller_rollout/* targetOf */.$r)(releases, ours.version, rollout, () => true);
        if (target === undefined)
            return;
        const order = orderRollback(this.#api, rollout.app, target.version, cancelDeadlineMs);
        await order.finished;
        const refusal = order.refusal();
        if (refusal !== undefined) {
            throw new errors/* ActionError */.lZ('DEIS_ROLLBACK', `The rollback to release v${target.version} was refused: ${refusal}`);
        }
    }
    restore(rollout) {
        return restore({ api: this.#api, context: this.#context, rollout, build: this.#build });
    }
    async evidence(rollout) {
        const state = this.#build?.state;
        let ours = this.#ours(rollout);
        if (ours === undefined) {
            const seen = await scene({ api: this.#api, context: this.#context, rollout, build: this.#build }).catch(() => undefined);
            ours = seen?.ours;
        }
        return gather({
            api: this.#api,
            rollout,
            version: ours?.version,
            words: state?.kind === 'refused' ? state.words : ours?.failed === true ? ours.exception : undefined,
            watch: this.#watch,
        });
    }
}

;// CONCATENATED MODULE: ./build/platforms/deis/index.js





const dialect = {
    title: 'Deis',
    version: 'v2',
    tokenHint: 'The token is wrong, or was regenerated. Log in with `deis login` and store `token` of the client file anew.',
};
const deis = {
    kind: 'deis',
    title: 'Deis Workflow',
    mistakes: mistakes,
    async detect(context) {
        const { request } = context;
        const generation = await (0,detection/* generationAt */.cU)(context);
        if (generation === 'deis-v1')
            return connectV1(context);
        if (generation === 'drycc' && request.platform === 'deis') {
            throw (0,detection/* otherGeneration */.Bh)('deis', 'a Drycc controller', 'drycc');
        }
        if (generation !== 'deis-v2')
            return undefined;
        return new DeisPlatform(new api/* ControllerApi */.rq(context, dialect), context);
    },
};
async function connectV1(context) {
    await (0,detection/* confirmV1 */.q3)(context);
    const { v1Mistakes } = await __webpack_require__.e(/* import() */ 240).then(__webpack_require__.bind(__webpack_require__, 1240));
    const mistakes = v1Mistakes(context.request);
    if (mistakes.length > 0)
        throw new input_error/* InputError */.d(mistakes);
    const { DeisV1Platform } = await __webpack_require__.e(/* import() */ 25).then(__webpack_require__.bind(__webpack_require__, 8025));
    return new DeisV1Platform(new api/* ControllerApi */.rq(context, { ...dialect, title: 'Deis v1', version: 'v1' }), context);
}


/***/ }),

/***/ 58:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ logIn)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3223);


async function logIn(api, context) {
    const { login } = context.request;
    if (login.kind !== 'token' && login.kind !== 'password') {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('DEIS_LOGIN', 'Deis takes a token, or user name and password.');
    }
    if (login.kind === 'token') {
        context.mask(login.token);
        api.authenticate(login.token);
        if (api.dialect.version === 'v1') {
            await api.get('apps/?page_size=1', 'checking the token', 'results');
            return 'token';
        }
        const user = await api.get('auth/whoami/', 'checking the token', 'username');
        return `${(0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(user, 'username') ?? 'an unnamed user'} (token)`;
    }
    const { username, password } = login;
    const answer = await api.call('POST', 'auth/login/', { username, password }, { retry: 'safe' });
    if (answer.status === 400) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CONTROLLER_LOGIN', `Deis refuses the login of ${username}: ${answer.words}`, {
            hint: 'Check `username` and `password`. A token also works: `token` in the client file after `deis login`.',
        });
    }
    const token = answer.status === 200 ? (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(answer.json, 'token') : undefined;
    if (token === undefined)
        throw api.refusal(answer, 'logging in');
    context.mask(token);
    api.authenticate(token);
    return `${username} (password)`;
}


/***/ })

};
