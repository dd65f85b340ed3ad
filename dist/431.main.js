export const id = 431;
export const ids = [431];
export const modules = {

/***/ 7667:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ BlockingTasks),
/* harmony export */   u: () => (/* binding */ refusedCommand)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _http_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2602);
/* harmony import */ var _build_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6923);



class BlockingTasks {
    anyImage = false;
    #api;
    #context;
    #dialect;
    #look;
    constructor(api, context, dialect) {
        this.#api = api;
        this.#context = context;
        this.#dialect = dialect;
    }
    async start({ command, memoryMb, diskMb }) {
        if (memoryMb !== undefined || diskMb !== undefined) {
            throw refusedCommand(`${this.#dialect.title} sets no limits to a command`, 'Leave memory and disk out.');
        }
        this.#dialect.refuse?.(command);
        const { app } = this.#context.request;
        let look = () => ({ state: 'running', lines: [] });
        this.#look = () => look();
        void this.#run(app, command).then((end) => {
            look = () => end;
        }, (error) => {
            look = () => {
                throw error;
            };
        });
        return { runId: this.#context.runId, app };
    }
    async look() {
        if (this.#look !== undefined)
            return this.#look();
        throw this.#uncertain(`${this.#dialect.title} does not tell what has become of a command`);
    }
    cancel() {
        const message = `${this.#dialect.title} has no way to end a command; it ends its waiting after 20 minutes`;
        return Promise.reject(new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('DEIS_COMMAND', message));
    }
    async #run(app, command) {
        const doing = `running the command in ${app}`;
        const lost = (why, cause) => this.#uncertain(`What the command came to was lost (${why})`, { cause });
        let answer;
        try {
            answer = await this.#api.call('POST', `apps/${app}/run/`, { command }, { deadlineMs: _build_js__WEBPACK_IMPORTED_MODULE_2__/* .blockingDeadlineMs */ .MU });
        }
        catch (error) {
            if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ)
                throw error;
            if (error instanceof _http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .NetworkError */ .Dr && !error.mayHaveActed)
                return { state: 'failed', reason: error.message, lines: [] };
            throw lost((0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .bD)(error), error);
        }
        const { status, words } = answer;
        const end = status === 200 ? this.#dialect.endIn(answer) : undefined;
        if (end === undefined) {
            const scheduler = status === 503 && answer.json !== undefined;
            if (!scheduler && (status < 300 || status === 408 || status >= 499)) {
                throw lost(this.#api.refusal(answer, doing).message);
            }
            const lingering = scheduler ? this.#dialect.lingers?.(words) : undefined;
            if (lingering !== undefined) {
                throw this.#uncertain(`Deis could not begin the command: ${words}`, { hint: lingering });
            }
            const reason = status === 400 || status === 503 ? words : this.#api.refusal(answer, doing).message;
            const hint = this.#dialect.hintFor(words);
            return { state: 'failed', reason, ...(hint === undefined ? {} : { hint }), lines: [] };
        }
        const { output, ...told } = end;
        return { state: told.exitCode === 0 ? 'succeeded' : 'failed', ...told, lines: linesOf(output) };
    }
    #uncertain(message, more = {}) {
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Uncertain */ .w5('DEIS_COMMAND', message, { hint: lookYourself, ...more });
    }
}
const lookYourself = 'See `deis logs` for what the command has done before it is run again: all, a part, or nothing of it.';
function linesOf(output) {
    const lines = output.split(/\r?\n/);
    if (lines.at(-1) === '')
        lines.pop();
    return lines.map((text) => ({ source: 'run', text }));
}
function refusedCommand(message, hint) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('DEIS_COMMAND', `${message}.`, { hint });
}


/***/ }),

/***/ 6923:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bo: () => (/* binding */ buildOrder),
/* harmony export */   Kn: () => (/* binding */ BlockingBuild),
/* harmony export */   MU: () => (/* binding */ blockingDeadlineMs),
/* harmony export */   ld: () => (/* binding */ rollbackOrder)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3223);
/* harmony import */ var _controller_releases_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4688);
/* harmony import */ var _controller_words_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3001);




const blockingDeadlineMs = 22 * 60_000;
const lostStatuses = new Set([408, 499, 500, 502, 503, 504]);
function buildOrder(body) {
    return { path: 'builds/', body, builtBy: (json) => (0,_controller_releases_js__WEBPACK_IMPORTED_MODULE_1__/* .readBuild */ .lT)(json)?.uuid };
}
function rollbackOrder(version, build = '') {
    const builtBy = (json) => ((0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .numberAt */ .tk)(json, 'version') === undefined ? undefined : build);
    return { path: 'releases/rollback/', body: { version }, builtBy };
}
class BlockingBuild {
    state = { kind: 'open' };
    finished;
    constructor(api, clock, app, order) {
        this.finished = this.#run(api, clock, app, order);
    }
    async #run(api, clock, app, { path, body, builtBy }) {
        try {
            const answer = await api.call('POST', `apps/${app}/${path}`, body, { deadlineMs: blockingDeadlineMs });
            const build = answer.status === 201 ? builtBy(answer.json) : undefined;
            if (build === undefined)
                this.state = stateAfter(answer, clock.now(), api.refusal(answer, `deploying ${app}`));
            else
                this.state = { kind: 'deployed', build };
        }
        catch (error) {
            this.state = { kind: 'lost', since: clock.now(), why: (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .bD)(error) };
        }
    }
}
function stateAfter({ status, words }, now, { message, hint }) {
    if (status < 300 || lostStatuses.has(status))
        return { kind: 'lost', since: now, why: message, hint };
    if ((status === 400 || status === 409) && (0,_controller_words_js__WEBPACK_IMPORTED_MODULE_3__/* .saysBusy */ .yY)(words))
        return { kind: 'busy', words };
    return { kind: 'refused', words: status === 400 ? words : message, hint };
}


/***/ }),

/***/ 2318:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CI: () => (/* binding */ partsOf),
/* harmony export */   eZ: () => (/* binding */ namesOf),
/* harmony export */   fg: () => (/* binding */ configChange)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _image_ports_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9330);
/* harmony import */ var _controller_probes_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4877);
/* harmony import */ var _config_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4485);




function configChange(plan, config, main) {
    const { registry, settings } = plan;
    const port = settings.port ?? config.port ?? (0,_image_ports_js__WEBPACK_IMPORTED_MODULE_3__/* .lowestTcpPort */ .Z)(plan.facts);
    const values = {
        ...(port === undefined || port === config.port ? {} : { PORT: String(port) }),
        ...Object.fromEntries(settings.env ?? []),
    };
    const healthcheck = probesChange(plan, config, main, port);
    const change = {
        ...(Object.keys(values).length === 0 ? {} : { values }),
        ...(registry === undefined || (registry.username === config.username && registry.password === config.password)
            ? {}
            : { registry: { username: registry.username, password: registry.password } }),
        ...(settings.memoryMb === undefined ? {} : { memory: { [main]: `${settings.memoryMb}M` } }),
        ...(healthcheck === undefined ? {} : { healthcheck }),
    };
    return Object.keys(change).length === 0 ? undefined : change;
}
function probesChange({ settings: { healthCheck } }, config, main, port) {
    const key = (0,_config_js__WEBPACK_IMPORTED_MODULE_2__/* .probesKey */ .F0)(config, main);
    const now = config.probes.get(key) ?? {};
    const moved = port === undefined || config.port === undefined || port === config.port
        ? undefined
        : (0,_controller_probes_js__WEBPACK_IMPORTED_MODULE_1__/* .movedProbes */ .zC)(now, config.port, port);
    if (healthCheck === undefined)
        return moved === undefined ? undefined : { [key]: moved };
    if (port === undefined) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('DEIS_CHECK_PORT', 'health-check asks at a port, and the app has none', {
            hint: 'Set the `port` input, or add EXPOSE to the Dockerfile.',
        });
    }
    return { [key]: { ...moved, ...(0,_controller_probes_js__WEBPACK_IMPORTED_MODULE_1__/* .probesFor */ .t2)(healthCheck, port) } };
}
function partsOf(change) {
    const { PORT, ...variables } = change.values ?? {};
    return [
        ...(PORT === undefined ? [] : ['PORT']),
        ...namesOf(Object.keys(variables)),
        ...(change.registry === undefined ? [] : ['the registry credentials']),
        ...(change.memory === undefined ? [] : ['memory']),
        ...(change.healthcheck === undefined ? [] : ['the health check']),
    ];
}
function namesOf(variables) {
    if (variables.length === 0)
        return [];
    return [variables.length > 3 ? `${variables.length} variables` : variables.join(', ')];
}


/***/ }),

/***/ 4485:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F0: () => (/* binding */ probesKey),
/* harmony export */   Xg: () => (/* binding */ readConfig),
/* harmony export */   hV: () => (/* binding */ limitMb),
/* harmony export */   qx: () => (/* binding */ newAppConfig)
/* harmony export */ });
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3223);

const newAppConfig = {
    ...{ values: new Map(), memoryMb: new Map(), probes: new Map() },
    ...{ port: undefined, username: undefined, password: undefined },
};
function readConfig(config) {
    const values = new Map(textsAt(config, 'values'));
    values.delete('PORT');
    return {
        values,
        port: portOf((0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__.at)(config, 'values', 'PORT')),
        username: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(config, 'registry', 'username'),
        password: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(config, 'registry', 'password'),
        memoryMb: new Map(textsAt(config, 'memory').flatMap(([type, limit]) => {
            const size = limitMb(limit);
            return size === undefined ? [] : [[type, size]];
        })),
        probes: new Map(Object.entries((0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asObject */ .eB)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__.at)(config, 'healthcheck')) ?? {}).flatMap(([type, probes]) => {
            const known = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asObject */ .eB)(probes);
            return known === undefined ? [] : [[type, known]];
        })),
    };
}
function textsAt(config, field) {
    return Object.entries((0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asObject */ .eB)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__.at)(config, field)) ?? {}).flatMap(([key, value]) => typeof value === 'string' || typeof value === 'number' ? [[key, String(value)]] : []);
}
function portOf(value) {
    const port = typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : value;
    return typeof port === 'number' && port >= 1 && port <= 65_535 ? port : undefined;
}
const unitMb = { B: 1 / 1_048_576, K: 1 / 1_024, M: 1, G: 1_024 };
function limitMb(text) {
    const [, amount = '', unit = ''] = /^(?:[^/]*\/)?(\d+)([BKMG])B?$/i.exec(text) ?? [];
    const size = Number(amount) * (unitMb[unit.toUpperCase()] ?? Number.NaN);
    return Number.isInteger(size) && size > 0 ? size : undefined;
}
function probesKey({ probes }, type) {
    const isRouted = type === 'web' || type === 'cmd';
    return !isRouted || Object.keys(probes.get(type) ?? {}).length > 0 ? type : 'web/cmd';
}


/***/ }),

/***/ 6000:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ formationOf),
/* harmony export */   p: () => (/* binding */ typesOf)
/* harmony export */ });
function formationOf(counts, before, procfile) {
    const [main, mainBefore] = [mainOf(procfile), mainOf(before)];
    const given = new Map(counts.size === 0 ? [[main, 1]] : counts);
    for (const type of Object.keys(before)) {
        if (!Object.hasOwn(procfile, type) && given.has(type))
            given.set(type, 0);
    }
    const wanted = new Map(given);
    const served = counts.get(mainBefore) ?? 0;
    if (main !== mainBefore && !given.get(main) && served > 0) {
        wanted.set(main, served);
        if (!Object.hasOwn(procfile, mainBefore))
            wanted.set(mainBefore, 0);
    }
    return { main, types: typesOf({ procfile }), given, wanted };
}
function typesOf(build) {
    return [...new Set([...Object.keys(build?.procfile ?? {}), 'cmd'])];
}
function mainOf(procfile) {
    return Object.hasOwn(procfile, 'web') ? 'web' : 'cmd';
}


/***/ }),

/***/ 5431:
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
// EXTERNAL MODULE: ./build/platforms/deis/inputs.js
var inputs = __webpack_require__(3634);
// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/inputs/secret-variables.js
var secret_variables = __webpack_require__(5950);
// EXTERNAL MODULE: ./build/platforms/controller/busy.js
var busy = __webpack_require__(7179);
// EXTERNAL MODULE: ./build/platforms/controller/creation.js
var creation = __webpack_require__(8551);
// EXTERNAL MODULE: ./build/platforms/controller/formation.js
var controller_formation = __webpack_require__(6959);
// EXTERNAL MODULE: ./build/platforms/controller/names.js
var names = __webpack_require__(7624);
// EXTERNAL MODULE: ./build/platforms/controller/pods.js
var controller_pods = __webpack_require__(7994);
// EXTERNAL MODULE: ./build/platforms/controller/process-types.js
var process_types = __webpack_require__(4825);
// EXTERNAL MODULE: ./build/platforms/controller/proof.js
var proof = __webpack_require__(4894);
// EXTERNAL MODULE: ./build/platforms/controller/releases.js
var controller_releases = __webpack_require__(4688);
// EXTERNAL MODULE: ./build/platforms/controller/rollout.js
var controller_rollout = __webpack_require__(49);
// EXTERNAL MODULE: ./build/platforms/controller/scaling.js
var scaling = __webpack_require__(3153);
// EXTERNAL MODULE: ./build/http/json.js
var http_json = __webpack_require__(3223);
// EXTERNAL MODULE: ./build/platforms/controller/probes.js
var probes = __webpack_require__(4877);
;// CONCATENATED MODULE: ./build/platforms/deis/busy.js


const longestDeployMs = 20 * 60_000;
async function deployUnderWay(api, app, releases, { counts, limitMs, now }) {
    const newest = releases.find((release) => !release.failed);
    if (newest?.at === undefined || newest.build === undefined)
        return undefined;
    const processes = (0,controller_formation/* processesOf */.L6)(counts);
    const largest = Math.max(1, ...processes.map(({ wanted }) => wanted));
    if (now - newest.at > Math.min(limitMs * largest, longestDeployMs))
        return undefined;
    return (0,controller_pods/* allUp */.Hx)(await (0,controller_pods/* listPods */.BG)(api, app), processes) ? undefined : newest;
}

// EXTERNAL MODULE: ./build/platforms/deis/config.js
var deis_config = __webpack_require__(4485);
// EXTERNAL MODULE: ./build/platforms/deis/formation.js
var deis_formation = __webpack_require__(6000);
;// CONCATENATED MODULE: ./build/platforms/deis/app.js










const probeDelayMs = 5_000;
const deployTimeoutMs = 120_000;
async function readApp(api, request, now) {
    const { app: name } = request;
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
    const counts = (0,controller_formation/* readCounts */.ZQ)(app);
    const newest = (0,controller_releases/* releasesIn */.yI)(releases);
    const known = (0,deis_config/* readConfig */.Xg)(config);
    const limitMs = healthTimeoutMs(known);
    const under = await deployUnderWay(api, name, newest, { counts, limitMs, now });
    const able = (release) => !release.failed && release.build !== undefined;
    const good = (release) => able(release) && release !== under;
    const count = (0,http_json.at)(releases, 'count');
    const serving = newest.find(good) ??
        under ??
        (typeof count === 'number' && count > newest.length ? await (0,controller_releases/* findRelease */.dv)(api, name, able) : undefined);
    const build = serving?.build === undefined ? undefined : await buildOf(api, name, serving.build, (0,http_json/* asArray */._j)((0,http_json.at)(builds, 'results')));
    return {
        ...{ build, counts, config: known, newest: newest[0]?.version ?? 0 },
        isHephy: isOfHephy(app),
        state: {
            id: name,
            running: serving !== undefined && [...counts.values()].some((wanted) => wanted > 0),
            release: serving === undefined ? undefined : (0,controller_releases/* releaseRef */.nW)(serving.version, build?.image),
            processes: (0,controller_formation/* processesOf */.L6)(counts),
            settings: settingsOf(known, build, counts, request),
            url: publicUrl((0,http_json/* asArray */._j)((0,http_json.at)(domains, 'results')), request.api),
            healthTimeoutMs: limitMs,
            ...(under === undefined ? {} : { busy: (0,busy/* busyWith */.sP)(under) }),
        },
    };
}
function isOfHephy(app) {
    return (0,http_json.at)(app, 'procfile_structure') !== undefined;
}
function formationAfter(app, asked) {
    const before = app?.build?.procfile ?? {};
    const counts = app?.counts ?? new Map();
    const formation = (0,deis_formation/* formationOf */.V)(counts, before, procfileFor(app?.build, asked));
    return (0,process_types/* refuseNothing */.OX)((0,controller_formation/* scaled */.vK)(formation, asked.settings.instances), counts, asked);
}
function procfileFor(build, { settings, manifest }) {
    const { web, ...others } = (0,process_types/* procfileIn */.QF)(manifest) ?? build?.procfile ?? {};
    const { command } = settings;
    const main = command === undefined ? web : (command ?? undefined);
    return main === undefined ? others : { web: main, ...others };
}
function settingsOf(config, build, counts, asked) {
    const { main, wanted } = (0,deis_formation/* formationOf */.V)(counts, build?.procfile ?? {}, procfileFor(build, asked));
    const memoryMb = config.memoryMb.get(main);
    const healthCheck = (0,probes/* checkOf */.EG)(config.probes.get((0,deis_config/* probesKey */.F0)(config, main)), asked.settings.port ?? config.port);
    const command = build?.procfile['web'];
    return {
        instances: new Map([...wanted, ['', wanted.get(main) ?? 0]]),
        env: config.values,
        ...(config.port === undefined ? {} : { port: config.port }),
        ...(memoryMb === undefined ? {} : { memoryMb }),
        ...(healthCheck === undefined ? {} : { healthCheck }),
        ...(command === undefined ? {} : { command }),
    };
}
function healthTimeoutMs({ values }) {
    const seconds = Number(values.get('DEIS_DEPLOY_TIMEOUT') ?? Number.NaN);
    return (Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : deployTimeoutMs) + probeDelayMs;
}
async function buildOf(api, app, uuid, first) {
    const among = (values) => values.map(controller_releases/* readBuild */.lT).find((build) => build !== undefined && build.uuid === uuid);
    const found = among(first);
    if (found !== undefined)
        return found;
    return among((0,http_json/* asArray */._j)((0,http_json.at)(await api.get(`apps/${app}/builds/?limit=1000`, `reading the builds of ${app}`, 'results'), 'results')));
}
async function newestImages(api, app) {
    return new Map((await newestBuilds(api, app, 20)).map(({ uuid, image }) => [uuid, image]));
}
async function newestBuilds(api, app, limit) {
    const json = await api.get(`apps/${app}/builds/?limit=${limit}`, `reading the builds of ${app}`, 'results');
    return (0,http_json/* asArray */._j)((0,http_json.at)(json, 'results'))
        .map(controller_releases/* readBuild */.lT)
        .filter((build) => build !== undefined);
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

// EXTERNAL MODULE: ./build/platforms/deis/blocking-tasks.js
var blocking_tasks = __webpack_require__(7667);
// EXTERNAL MODULE: ./build/platforms/deis/build.js
var deis_build = __webpack_require__(6923);
// EXTERNAL MODULE: ./build/platforms/controller/causes.js
var causes = __webpack_require__(2670);
;// CONCATENATED MODULE: ./build/platforms/deis/commands.js


const workflowCommands = {
    title: 'Deis',
    endIn({ json }) {
        const exitCode = (0,http_json/* numberAt */.tk)(json, 'exit_code');
        const output = (0,http_json/* textAt */.$6)(json, 'output') ?? '';
        if (exitCode === undefined)
            return undefined;
        if (exitCode !== 0 || !/^Could not get logs\. Pod is in state/.test(output))
            return { exitCode, output };
        return {
            reason: `Deis did not wait for it any longer: ${output.trim()}`,
            hint: 'Its pod was taken away before the command was seen to begin. Another command of this app that runs, or one that has left its pod behind, makes Deis wait.',
            output: '',
        };
    },
    lingers(words) {
        const pod = /^(\S+) \(run\): (?!.*(?:failed to create|Timed out))/s.exec(words)?.[1];
        if (pod === undefined)
            return undefined;
        return `Its pod stays, and begins as soon as it can. Have the operator delete ${pod} before the command is run again.`;
    },
    hintFor(words) {
        if (/Timed out/.test(words))
            return 'Deis ends commands after 20 minutes.';
        return (0,causes/* hintFor */.J)(words);
    },
};

// EXTERNAL MODULE: ./build/platforms/deis/config-change.js
var config_change = __webpack_require__(2318);
// EXTERNAL MODULE: ./build/platforms/app-log.js
var app_log = __webpack_require__(1555);
// EXTERNAL MODULE: ./build/platforms/controller/words.js
var controller_words = __webpack_require__(3001);
;// CONCATENATED MODULE: ./build/platforms/deis/evidence.js



const logLines = 100;
const shownLines = 40;
async function gather(options) {
    const { api, rollout, version, words, advice, watch } = options;
    const log = await readLog(api, rollout.app, version);
    const failure = words === undefined ? undefined : (0,controller_words/* deployFailure */.on)(words);
    const facts = [
        ...watch.facts(),
        ...(failure?.deployment === undefined ? [] : [`Kubernetes deployment ${failure.deployment} did not come up`]),
        ...(failure?.backTo === undefined ? [] : [`the controller goes back to release ${failure.backTo}`]),
    ];
    const crashed = watch.crashes > 0;
    const cause = (crashed ? (0,app_log/* errorLine */.B)(log) : undefined) ?? failure?.cause ?? watch.problem(Infinity)?.message ?? (0,app_log/* errorLine */.B)(log);
    const hint = (0,causes/* hintFor */.J)(failure?.cause, cause) ?? advice ?? (0,causes/* hintFor */.J)(...facts);
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

// EXTERNAL MODULE: ./build/platforms/controller/history.js
var controller_history = __webpack_require__(7960);
// EXTERNAL MODULE: ./build/platforms/controller/past.js
var past = __webpack_require__(586);
// EXTERNAL MODULE: ./build/platforms/controller/way-to.js
var way_to = __webpack_require__(1709);
// EXTERNAL MODULE: ./build/platforms/deis/listed.js
var listed = __webpack_require__(9182);
;// CONCATENATED MODULE: ./build/platforms/deis/history.js








function deisHistory(tools, adopt) {
    const { api, context } = tools;
    const { app: name } = context.request;
    return new controller_history/* ControllerHistory */.x(tools, {
        noBuild: 'DEIS_NO_BUILD',
        async list() {
            const [releases, builds] = await Promise.all([
                (0,controller_releases/* newestReleases */.lC)(api, name, past/* mostReleases */.u),
                newestBuilds(api, name, past/* mostReleases */.u),
            ]);
            return (0,listed/* withBuilds */.E)(releases, builds, ({ failed }) => (failed ? 'its deploy failed' : undefined));
        },
        async buildOf({ release }) {
            return release.build === undefined ? undefined : buildOf(api, name, release.build, []);
        },
        wayTo({ release }, build, all) {
            const app = tools.app();
            const formation = started((0,deis_formation/* formationOf */.V)(app.counts, app.build?.procfile ?? {}, build.procfile));
            const { given, wanted } = formation;
            const stop = (0,controller_formation/* stoppedBy */.$)(given, app.counts);
            adopt({ ...(stop.size === 0 ? {} : { stop }), given, scale: (0,controller_formation/* differing */.R1)(given, wanted) });
            return (0,way_to/* wayTo */.b)({
                ...{ context, app, release, build, formation, typesBefore: (0,deis_formation/* typesOf */.p)(app.build) },
                releases: all.map((listed) => listed.release),
                remarks: [
                    ...[...stop.keys()].map((type) => `The process type ${type} is none of that release: it is stopped before.`),
                    ...((0,controller_formation/* processesOf */.L6)(given).length === 0
                        ? ['Nothing serves until that release has been deployed and scaled.']
                        : []),
                ],
            });
        },
    });
}
function started(formation) {
    const { main, wanted } = formation;
    return (0,controller_formation/* processesOf */.L6)(wanted).length > 0 ? formation : { ...formation, wanted: new Map([...wanted, [main, 1]]) };
}

// EXTERNAL MODULE: ./build/platforms/deis/login.js
var login = __webpack_require__(58);
;// CONCATENATED MODULE: ./build/platforms/deis/phase.js


const lostAnswerMs = 30_000;
const overdueMs = 60_000;
function phaseOf({ state, releases, ours, image, upSince, now, }) {
    const failed = (message) => ({ phase: 'failed', problem: { message, certain: true } });
    if (state?.kind === 'refused')
        return failed((0,controller_words/* deployFailure */.on)(state.words).cause);
    if (ours !== undefined && !ours.failed) {
        const newer = releases.find((release) => release.version > ours.version && !release.failed);
        if (newer !== undefined)
            return (0,busy/* superseded */.zT)(newer);
    }
    if (state?.kind === 'deployed')
        return { phase: 'done' };
    const overdue = ours?.failed === false && upSince !== undefined && now - upSince >= overdueMs;
    if (state?.kind === 'busy' || (state?.kind === 'open' && !overdue))
        return { phase: 'moving' };
    if (ours === undefined) {
        if (state?.kind !== 'lost' || now - state.since < lostAnswerMs)
            return { phase: 'moving' };
        return failed(`${state.why} · no release of ${image} has appeared since`);
    }
    if (ours.failed) {
        return failed(ours.exception === undefined
            ? `the controller marked release v${ours.version} as failed; its reason was lost with the connection`
            : (0,controller_words/* deployFailure */.on)(ours.exception).cause);
    }
    return { phase: upSince === undefined ? 'moving' : 'done' };
}

// EXTERNAL MODULE: ./build/platforms/controller/looking.js
var looking = __webpack_require__(6921);
// EXTERNAL MODULE: ./build/platforms/overtaken.js
var overtaken = __webpack_require__(9498);
;// CONCATENATED MODULE: ./build/platforms/deis/post-config.js











const redeployMs = 5 * 60_000;
const checkIt = 'Changing settings redeploys the current image with them: check that it runs with these.';
async function postConfig(api, context, app, change) {
    const { clock, signal } = context;
    const doing = `setting ${(0,config_change/* partsOf */.CI)(change).join(' and ')} of ${app}`;
    let answer;
    let why;
    try {
        answer = await api.call('POST', `apps/${app}/config/`, change, { deadlineMs: deis_build/* blockingDeadlineMs */.MU });
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
    if (answer !== undefined && (0,controller_words/* saysBusy */.yY)(answer.words))
        throw new overtaken/* Overtaken */.c(answer.words);
    if (answer !== undefined && answer.status >= 300 && answer.status < 499)
        throw configError(api, answer, doing);
    const taken = await (0,looking/* lookUntil */.c)(clock, signal, { everyMs: 5_000, forMs: 30_000 }, async () => holds(await configOf(api, app), change) ? true : undefined);
    if (taken === undefined)
        throw answer === undefined ? why : configError(api, answer, doing);
    await deployed(api, context, app, change, doing);
}
async function deployed(api, { clock, signal }, app, change, doing) {
    const counts = (0,controller_formation/* readCounts */.ZQ)(await api.get(`apps/${app}/`, `reading app ${app}`, 'structure'));
    const isGone = await (0,looking/* lookUntil */.c)(clock, signal, { everyMs: 5_000, forMs: redeployMs }, async () => {
        const [config, pods] = await Promise.all([configOf(api, app), (0,controller_pods/* listPods */.BG)(api, app)]);
        if (!holds(config, change))
            return true;
        return (0,controller_pods/* allUp */.Hx)(pods, (0,controller_formation/* processesOf */.L6)(counts)) ? false : undefined;
    });
    if (isGone === false)
        return;
    const what = isGone === undefined ? 'the current image has not come up with them' : 'the controller has gone back';
    throw new errors/* ActionError */.lZ('DEIS_CONFIG', `${doing}: ${what}; its reason was lost with the connection`, { hint: checkIt });
}
async function configOf(api, app) {
    return (0,deis_config/* readConfig */.Xg)(await api.get(`apps/${app}/config/`, `reading the config of ${app}`, 'values'));
}
function holds(config, { values = {}, registry, memory = {}, healthcheck = {} }) {
    const { PORT, ...variables } = values;
    return ((PORT === undefined || String(config.port) === PORT) &&
        Object.entries(variables).every(([name, value]) => (config.values.get(name) ?? null) === value) &&
        (registry === undefined || (config.username === registry.username && config.password === registry.password)) &&
        Object.entries(memory).every(([type, limit]) => `${config.memoryMb.get(type)}M` === limit) &&
        Object.entries(healthcheck).every(([type, probes]) => Object.entries(probes).every(([kind, probe]) => isSame(config.probes.get(type)?.[kind], probe))));
}
function isSame(one, other) {
    if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
        return one === other;
    const [a, b] = [Object.entries(one), Object.entries(other)];
    return a.length === b.length && a.every(([key, value]) => isSame(value, other[key]));
}
function configError(api, answer, doing) {
    const words = (0,controller_words/* withoutQuotes */.Yg)(answer.words);
    if (answer.status !== 400)
        return api.refusal({ ...answer, words }, doing);
    const { cause, backTo } = (0,controller_words/* deployFailure */.on)(words);
    const back = backTo === undefined ? '' : ` The controller went back to release ${backTo}.`;
    const isRedeploy = /\(app::deploy\)/.test(words);
    return new errors/* ActionError */.lZ('DEIS_CONFIG', `${doing}: ${cause}.${back}`, {
        hint: (0,causes/* hintFor */.J)(words) ?? (isRedeploy ? checkIt : undefined),
    });
}

;// CONCATENATED MODULE: ./build/platforms/deis/remarks.js




function remarksOn(plan, app, asked) {
    const { main, types, given, wanted } = formationAfter(app, asked);
    const idle = (0,process_types/* notStarted */.DY)(types, wanted, asked);
    if (app?.build === undefined)
        return idle;
    const change = (0,config_change/* configChange */.fg)(plan, app.config, main);
    const stopped = [...(0,controller_formation/* stoppedBy */.$)(given, app.counts).keys()];
    return [
        ...(change === undefined
            ? []
            : [`two roll-outs: Deis first restarts the current image with what changes (${(0,config_change/* partsOf */.CI)(change).join(', ')})`]),
        ...stopped.map((type) => `the process type ${type} is not in the Procfile any more: it is stopped`),
        ...(main === 'web' && wanted.get('cmd') === 0 && (given.get('cmd') ?? 0) > 0
            ? ['web takes the place of cmd, which the image starts by itself']
            : []),
        ...idle,
    ];
}

// EXTERNAL MODULE: ./build/http/errors.js
var http_errors = __webpack_require__(2602);
// EXTERNAL MODULE: ./build/platforms/controller/counts-back.js
var counts_back = __webpack_require__(3684);
;// CONCATENATED MODULE: ./build/platforms/deis/restoration.js











const budgetMs = 75_000;
const lookEveryMs = 2_000;
const ownRollbackMs = 15_000;
const appearMs = 10_000;
const scaleMs = 45_000;
const mostOrders = 3;
async function scene({ api, rollout, build }) {
    const [releases, images] = await Promise.all([(0,controller_releases/* newestReleases */.lC)(api, rollout.app, 50), newestImages(api, rollout.app)]);
    const uuid = build?.state.kind === 'deployed' ? build.state.build : undefined;
    return { releases, images, ours: (0,controller_rollout/* findOurs */.ZA)(releases, rollout, { build: uuid, imageOf: (id) => images.get(id) }) };
}
async function restore(tools) {
    const { api, context, rollout, build } = tools;
    const { clock, signal } = context;
    const first = await (0,looking/* lookUntil */.c)(clock, signal, { everyMs: lookEveryMs, forMs: appearMs }, async () => {
        const seen = await scene(tools);
        const awaited = build === undefined || build.state.kind === 'open';
        return seen.ours !== undefined || !awaited ? seen : undefined;
    });
    const { releases, images, ours: built } = first ?? (await scene(tools));
    const ours = built ?? (0,controller_rollout/* ownSettings */.SN)(releases, rollout);
    if (ours === undefined) {
        const left = rollout.back === undefined ? {} : await scaledBack(api, rollout);
        return { ...(await (0,proof/* nothingReleased */.hy)(api, context, rollout)), ...left };
    }
    const target = (0,controller_rollout/* targetOf */.$r)(releases, ours.version, rollout, () => true);
    const newer = releases.filter((release) => release.version > ours.version && !release.failed);
    const earlier = newer.find((release) => target !== undefined && sameAs(release, target));
    const newest = newer[0];
    if (newest !== undefined && newest !== earlier) {
        return (0,proof/* overtaken */.K1)(api, context, rollout, newest.version, imageOf(newest, images));
    }
    if (target === undefined)
        return (0,proof/* nothingBefore */.TR)(rollout);
    const image = imageOf(target, images);
    if (earlier !== undefined) {
        return verified(tools, earlier.version, image, `rolled back to release v${target.version}`);
    }
    if (rollout.config === undefined && (await wentBackByItself(tools, ours, target))) {
        return verified(tools, target.version, image, 'the controller rolled back by itself');
    }
    await stopAdded(tools, ours);
    return rollBack(tools, target, ours, image);
}
async function stopAdded({ api, rollout }, ours) {
    const { added = [], app } = rollout;
    if (added.length === 0 || ours.failed)
        return;
    const running = [...(await (0,counts_back/* countsOf */.m)(api, app))].filter(([type, count]) => added.includes(type) && count > 0);
    if (running.length > 0)
        await scale(api, app, new Map(running.map(([type]) => [type, 0])));
}
async function scale(api, app, counts) {
    try {
        await (0,scaling/* postCounts */.j)(api, app, 'scale/', Object.fromEntries(counts), scaleMs);
    }
    catch (error) {
        if (!(error instanceof http_errors/* NetworkError */.Dr))
            throw error;
    }
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
        const found = await (0,proof/* podsUp */.Yr)(api, context, rollout.app, rollout.was, (pod) => pod.release === target.version, 20_000);
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
    const left = await scaledBack(api, rollout);
    const pods = await (0,proof/* podsUp */.Yr)(api, context, rollout.app, rollout.was, (pod) => pod.release === version, budgetMs);
    return { serves: (0,controller_releases/* releaseRef */.nW)(version, image), ...pods, how, ...left };
}
async function scaledBack(api, { app, counts = [] }) {
    const left = counts.length === 0 ? undefined : await (0,counts_back/* countsBack */.g)(api, app, counts, (due) => scale(api, app, due));
    return left === undefined ? {} : { left };
}
async function rollBack({ api, context, rollout }, target, ours, image) {
    const { clock, signal } = context;
    const again = () => ({ at: clock.now(), ...orderRollback(api, rollout.app, target.version, budgetMs) });
    let order = again();
    let orders = 1;
    let version;
    let pods = [];
    let scaling;
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
        scaling ??= scaledBack(api, rollout);
        scaling.catch(() => undefined);
        pods = (await (0,controller_pods/* listPods */.BG)(api, rollout.app)).filter((pod) => pod.release === version);
        return (0,controller_pods/* allUp */.Hx)(pods, rollout.was) ? 'up' : undefined;
    });
    const serves = version === undefined ? undefined : (0,controller_releases/* releaseRef */.nW)(version, image);
    const how = serves === undefined
        ? `the rollback to release v${target.version} failed${done === undefined ? '' : `: ${done}`}`
        : `rolled back to release v${target.version}`;
    const left = await scaling;
    return {
        ...{ serves, how, verified: done === 'up' },
        ...{ running: (0,controller_pods/* runningOf */.Tx)(pods, rollout.was), wanted: (0,controller_pods/* wantedOf */.Lm)(rollout.was) },
        ...left,
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

// EXTERNAL MODULE: ./build/platforms/deis/rounds.js
var rounds = __webpack_require__(2214);
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

;// CONCATENATED MODULE: ./build/platforms/deis/platform.js




























const cancelDeadlineMs = 2_000;
class DeisPlatform {
    kind = 'deis';
    target;
    history;
    tasks;
    #api;
    #context;
    #app;
    #order;
    #build;
    #scaling;
    #watch = new controller_pods/* PodWatch */.d3();
    #looks = 0;
    #releases = [];
    #images = new Map();
    #judged;
    #upSince;
    #rounds = new rounds/* Rounds */.I();
    #isHephy = false;
    constructor(api, context) {
        this.#api = api;
        this.#context = context;
        this.target = api.host;
        this.tasks = new blocking_tasks/* BlockingTasks */.E(api, context, workflowCommands);
        this.history = deisHistory({ api, context, app: () => this.#known() }, (order) => {
            this.#order = order;
        });
    }
    get title() {
        return (this.#app?.isHephy ?? this.#isHephy) ? 'Hephy Workflow' : 'Deis Workflow';
    }
    login() {
        return (0,login/* logIn */.E)(this.#api, this.#context);
    }
    async read() {
        const { request, clock } = this.#context;
        this.#app = await readApp(this.#api, request, clock.now());
        for (const secret of (0,secret_variables/* secretValues */.V)(this.#app?.config.values ?? new Map()))
            this.#context.mask(secret);
        if (request.image !== undefined) {
            refuseGitBuild(request.app, this.#app);
            formationAfter(this.#app, request);
        }
        return this.#app === undefined ? undefined : this.#rounds.told(this.#app.state, clock.now());
    }
    async serving(plan) {
        const app = this.#known();
        const pods = await (0,controller_pods/* listPods */.BG)(this.#api, plan.app);
        const version = (0,controller_releases/* versionOf */.E4)(app.state.release?.id);
        const mine = pods.filter((pod) => version !== undefined && pod.release === version);
        return (0,proof/* standing */.JA)(app.state, mine, app.newest, this.#unset(plan, app));
    }
    #known() {
        if (this.#app !== undefined)
            return this.#app;
        throw new errors/* ActionError */.lZ('DEIS_NOT_READ', `App ${this.#context.request.app} has not been read yet.`);
    }
    #unset(plan, app) {
        const { main, wanted } = formationAfter(app, this.#context.request);
        if ((0,config_change/* configChange */.fg)(plan, app.config, main) !== undefined)
            return 'PORT is not what the image exposes';
        const [other] = (0,controller_formation/* differing */.R1)(app.counts, wanted);
        return other === undefined ? undefined : `${other[0]} is not scaled to ${other[1]}`;
    }
    imageFor(facts) {
        return (0,names/* imageByDigest */.j)(facts);
    }
    check(subject) {
        return deisFindings(subject, this.#app);
    }
    pending() {
        const { request } = this.#context;
        return (0,process_types/* processChanges */.n8)(this.#app?.build?.procfile, procfileFor(this.#app?.build, request), request);
    }
    remarks(plan) {
        return remarksOn(plan, this.#app, this.#context.request);
    }
    async prepare(plan) {
        const isNew = this.#app === undefined;
        const created = isNew ? await (0,creation/* createApp */.E)(this.#api, plan.app, { id: plan.app }) : undefined;
        if (created !== undefined)
            this.#isHephy = isOfHephy(created);
        if (isNew && created === undefined) {
            this.#context.note(`${plan.app} was created by somebody else meanwhile`);
            await this.read();
        }
        const app = this.#app;
        const { request, runId } = this.#context;
        const formation = formationAfter(app, request);
        const { main, given, wanted } = formation;
        const change = (0,config_change/* configChange */.fg)(plan, app?.config ?? deis_config/* newAppConfig */.qx, main);
        const procfile = procfileFor(app?.build, request);
        this.#order = { change, procfile, given, scale: (0,controller_formation/* differing */.R1)(given, wanted) };
        const url = created !== undefined ? publicUrl([{ domain: plan.app }], request.api) : app?.state.url;
        const parts = change === undefined ? [] : (0,config_change/* partsOf */.CI)(change);
        return {
            ...{ runId, app: plan.app, image: plan.image, before: app?.newest ?? 1 },
            ...this.#rounds.since(app?.state, parts),
            wanted: (0,controller_formation/* processesOf */.L6)(wanted),
            ...(0,controller_rollout/* countsBefore */.Yu)(app?.counts ?? new Map(), formation, (0,deis_formation/* typesOf */.p)(app?.build)),
            ...(app?.build === undefined ? {} : { builtBefore: app.build.uuid }),
            ...(url === undefined ? {} : { url }),
        };
    }
    rolloutOf(candidate) {
        return candidate;
    }
    async release(rollout) {
        const { app, back, build } = rollout;
        const { change, procfile = {}, stop, scale } = this.#order ?? { scale: new Map() };
        (0,busy/* refuseIfOvertaken */.BL)(await (0,controller_releases/* newestReleases */.lC)(this.#api, app, 10), rollout.before);
        if (change !== undefined) {
            if (this.#app?.build !== undefined)
                this.#context.note(`settings first: ${(0,config_change/* partsOf */.CI)(change).join(', ')}`);
            await postConfig(this.#api, this.#context, app, change);
            const releases = await (0,controller_releases/* newestReleases */.lC)(this.#api, app, 10);
            const own = (0,controller_rollout/* ownSettings */.SN)(releases, rollout);
            if (own !== undefined)
                this.#rounds.settled(own.version, rollout);
            (0,busy/* refuseIfOvertaken */.BL)(releases, rollout.before, own);
        }
        if (stop !== undefined)
            await this.#stop(app, stop);
        this.#watch = new controller_pods/* PodWatch */.d3();
        this.#scaling = new scaling/* Scaling */.E(scale, (counts) => (0,scaling/* postCounts */.j)(this.#api, app, 'scale/', counts, deis_build/* blockingDeadlineMs */.MU), (answer) => this.#api.refusal(answer, 'scaling').hint);
        const body = { image: rollout.image, ...(Object.keys(procfile).length === 0 ? {} : { procfile }) };
        const order = back === undefined || build === undefined ? (0,deis_build/* buildOrder */.Bo)(body) : (0,deis_build/* rollbackOrder */.ld)(back, build);
        this.#build = new deis_build/* BlockingBuild */.Kn(this.#api, this.#context.clock, app, order);
        return rollout;
    }
    async #stop(app, counts) {
        this.#context.note(`stopped first: ${[...counts.keys()].join(', ')}`);
        const answer = await (0,scaling/* postCounts */.j)(this.#api, app, 'scale/', Object.fromEntries(counts), deis_build/* blockingDeadlineMs */.MU);
        if (answer.status >= 300)
            throw this.#api.refusal(answer, `stopping ${[...counts.keys()].join(', ')} of ${app}`);
    }
    async observe(rollout) {
        const state = this.#build?.state;
        if (state?.kind === 'busy')
            this.#rounds.refused(state.words, this.#context.clock.now());
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
        const up = (0,controller_pods/* allUp */.Hx)(mine, this.#order === undefined ? rollout.wanted : (0,controller_formation/* processesOf */.L6)(this.#order.given));
        this.#upSince = up ? (this.#upSince ?? now) : undefined;
        const deployed = phaseOf({ state, releases, ours, image: rollout.image, upSince: this.#upSince, now });
        const phase = this.#scaling?.after(deployed, up) ?? deployed;
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
        return (0,controller_rollout/* findOurs */.ZA)(this.#releases, rollout, {
            build: state?.kind === 'deployed' ? state.build : undefined,
            imageOf: (build) => this.#images.get(build),
        });
    }
    async cancel(rollout) {
        if (rollout.previous === undefined)
            return;
        const releases = await (0,controller_releases/* newestReleases */.lC)(this.#api, rollout.app, 10);
        const ours = (0,controller_rollout/* findOurs */.ZA)(releases, rollout) ?? (0,controller_rollout/* ownSettings */.SN)(releases, rollout);
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
            words: (state?.kind === 'refused' ? state.words : ours?.failed === true ? ours.exception : undefined) ??
                this.#scaling?.refusal?.words,
            advice: state?.kind === 'refused' || state?.kind === 'lost' ? state.hint : this.#scaling?.refusal?.hint,
            watch: this.#watch,
        });
    }
}

;// CONCATENATED MODULE: ./build/platforms/deis/index.js





const dialect = {
    title: 'Deis',
    version: 'v2',
    tokenHint: 'The token is wrong, or was regenerated. Log in with `deis login` and store `token` of the client file anew.',
    accessHint: 'The owner of an app shares it with the user that deploys: deis perms:create USER -a APP',
};
const deis = {
    kind: 'deis',
    title: 'Deis Workflow',
    mistakes: inputs/* mistakes */.I9,
    async readManifest(text) {
        return (await Promise.all(/* import() */[__webpack_require__.e(815), __webpack_require__.e(424)]).then(__webpack_require__.bind(__webpack_require__, 5424))).readProcfile(text);
    },
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
        const found = [...(0,inputs/* mistakes */.I9)(request), ...(0,inputs/* workflowMistakes */.Xx)(request)];
        if (found.length > 0)
            throw new input_error/* InputError */.d(found);
        return new DeisPlatform(new api/* ControllerApi */.rq(context, dialect), context);
    },
};
async function connectV1(context) {
    await (0,detection/* confirmV1 */.q3)(context);
    const { v1Mistakes } = await __webpack_require__.e(/* import() */ 240).then(__webpack_require__.bind(__webpack_require__, 1240));
    const mistakes = v1Mistakes(context.request);
    if (mistakes.length > 0)
        throw new input_error/* InputError */.d(mistakes);
    const { DeisV1Platform } = await __webpack_require__.e(/* import() */ 230).then(__webpack_require__.bind(__webpack_require__, 1230));
    return new DeisV1Platform(new api/* ControllerApi */.rq(context, { ...dialect, title: 'Deis v1', version: 'v1' }), context);
}


/***/ }),

/***/ 3634:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I9: () => (/* binding */ mistakes),
/* harmony export */   Xx: () => (/* binding */ workflowMistakes),
/* harmony export */   cG: () => (/* binding */ variableName)
/* harmony export */ });
/* harmony import */ var _controller_inputs_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8275);

const appName = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;
function mistakes(draft) {
    const found = [...(0,_controller_inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .foreignInputs */ .eD)(draft, 'Deis')];
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
    for (const type of (0,_controller_inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .processTypesIn */ .wd)(draft.manifest)) {
        if (_controller_inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .processType */ .sY.test(type))
            continue;
        found.push({ input: 'manifest', message: `names the process type ${type} · Deis takes ${_controller_inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .processTypeRule */ .kp}` });
    }
    return found;
}
function workflowMistakes(draft) {
    const found = [...(0,_controller_inputs_js__WEBPACK_IMPORTED_MODULE_0__/* .settingsMistakes */ .x_)(draft, 'Deis', 'DEIS')];
    if (draft.beforeRelease !== undefined) {
        found.push({
            input: 'before-release',
            message: 'Deis runs commands in what is released, not in what is going to be · run it when the app starts, or after the deploy with task/action.yml',
        });
    }
    if (draft.ifBusy === 'replace') {
        found.push({
            input: 'if-busy',
            message: 'replace · Deis refuses every deploy while another one is under way: write wait or fail',
        });
    }
    for (const name of draft.settings?.env?.keys() ?? []) {
        if (!variableName.test(name)) {
            found.push({
                input: 'env',
                message: `names ${name} · Deis takes letters, digits and "_" in names of variables, no digit first`,
            });
        }
        else if (/^HEALTHCHECK_/.test(name)) {
            found.push({ input: 'env', message: `sets ${name}, which Deis turns into probes · write it as health-check` });
        }
    }
    return found;
}


/***/ }),

/***/ 9182:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ withBuilds)
/* harmony export */ });
function withBuilds(releases, builds, whyNot) {
    return releases.map((release) => {
        const build = builds.find(({ uuid }) => uuid === release.build);
        const unfit = build === undefined || build.sha === '' ? undefined : 'it was built from a git push';
        return { release, build, image: build?.image, failed: whyNot(release), unfit };
    });
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


/***/ }),

/***/ 2214:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ Rounds)
/* harmony export */ });
/* harmony import */ var _controller_busy_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7179);

const refusalMs = 10_000;
class Rounds {
    #refusals = new _controller_busy_js__WEBPACK_IMPORTED_MODULE_0__/* .Refusals */ .qY(refusalMs);
    #settled;
    settled(version, rollout) {
        this.#settled = { version, rollout };
    }
    refused(words, now) {
        return this.#refusals.refused(words, this.#leftSoFar(), now);
    }
    told(state, now) {
        const busy = this.#refusals.busy(state.busy, now);
        const release = this.#own(state)?.rollout.previous ?? state.release;
        if (busy === undefined)
            return { ...state, release };
        return { ...state, release, busy: (0,_controller_busy_js__WEBPACK_IMPORTED_MODULE_0__/* .withNote */ .dW)(busy, this.#leftSoFar()) };
    }
    since(state, parts) {
        const own = state === undefined ? undefined : this.#own(state);
        const config = [...new Set([...(own?.rollout.config ?? []), ...parts])];
        return {
            previous: own === undefined ? state?.release : own.rollout.previous,
            ...(config.length === 0 ? {} : { config }),
            ...(own === undefined ? {} : { settled: own.version }),
        };
    }
    #own({ release }) {
        return this.#settled !== undefined && release?.id === `v${this.#settled.version}` ? this.#settled : undefined;
    }
    #leftSoFar() {
        if (this.#settled === undefined)
            return '';
        const { version, rollout } = this.#settled;
        return ` · this run’s ${rollout.config?.join(', ')} is set since release v${version}`;
    }
}


/***/ })

};
