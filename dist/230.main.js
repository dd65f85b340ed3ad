export const id = 230;
export const ids = [230];
export const modules = {

/***/ 1196:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Xg: () => (/* binding */ readConfig),
/* harmony export */   fg: () => (/* binding */ configChange),
/* harmony export */   qx: () => (/* binding */ newAppConfig),
/* harmony export */   t4: () => (/* binding */ withoutStrays),
/* harmony export */   v9: () => (/* binding */ isHealthCheck)
/* harmony export */ });
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3223);
/* harmony import */ var _config_change_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2318);


const parts = ['values', 'memory', 'cpu', 'tags'];
const added = new Set(['DEIS_APP', 'DEIS_RELEASE']);
const newAppConfig = { values: {}, memory: {}, cpu: {}, tags: {} };
function isHealthCheck(name) {
    return name.startsWith('HEALTHCHECK_');
}
function readConfig(config) {
    const read = (part) => Object.fromEntries(Object.entries((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asObject */ .eB)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(config, part)) ?? {}).flatMap(([key, value]) => (typeof value === 'string' || typeof value === 'number') && !(part === 'values' && added.has(key))
        ? [[key, value]]
        : []));
    return { values: read('values'), memory: read('memory'), cpu: read('cpu'), tags: read('tags') };
}
function configChange({ settings: { env, memoryMb } }, config, main) {
    if (env === undefined && memoryMb === undefined)
        return undefined;
    const body = {
        ...config,
        values: { ...config.values, ...Object.fromEntries(env ?? []) },
        memory: { ...config.memory, ...(memoryMb === undefined ? {} : { [main]: `${memoryMb}M` }) },
    };
    const values = Object.entries(body.values).filter((entry) => entry[1] !== null);
    return {
        parts: [...(0,_config_change_js__WEBPACK_IMPORTED_MODULE_0__/* .namesOf */ .eZ)([...(env?.keys() ?? [])]), ...(memoryMb === undefined ? [] : ['memory'])],
        body,
        wanted: { ...body, values: Object.fromEntries(values) },
    };
}
function withoutStrays(config, wanted) {
    const strays = parts.flatMap((part) => {
        const keys = Object.keys(config[part]).filter((key) => !Object.hasOwn(wanted[part], key));
        return keys.length === 0 ? [] : [[part, Object.fromEntries(keys.map((key) => [key, null]))]];
    });
    return strays.length === 0 ? undefined : Object.fromEntries(strays);
}


/***/ }),

/***/ 1230:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  DeisV1Platform: () => (/* binding */ DeisV1Platform)
});

// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/inputs/secret-variables.js
var secret_variables = __webpack_require__(5950);
// EXTERNAL MODULE: ./build/platforms/controller/creation.js
var creation = __webpack_require__(8551);
// EXTERNAL MODULE: ./build/platforms/controller/formation.js
var formation = __webpack_require__(6959);
// EXTERNAL MODULE: ./build/platforms/controller/process-types.js
var process_types = __webpack_require__(4825);
// EXTERNAL MODULE: ./build/platforms/controller/releases.js
var controller_releases = __webpack_require__(4688);
// EXTERNAL MODULE: ./build/platforms/controller/scaling.js
var scaling = __webpack_require__(3153);
// EXTERNAL MODULE: ./build/platforms/deis/blocking-tasks.js
var blocking_tasks = __webpack_require__(7667);
// EXTERNAL MODULE: ./build/platforms/deis/build.js
var build = __webpack_require__(6923);
// EXTERNAL MODULE: ./build/platforms/deis/login.js
var login = __webpack_require__(58);
// EXTERNAL MODULE: ./build/platforms/deis/rounds.js
var rounds = __webpack_require__(2214);
// EXTERNAL MODULE: ./build/http/json.js
var http_json = __webpack_require__(3223);
// EXTERNAL MODULE: ./build/platforms/deis/config.js
var deis_config = __webpack_require__(4485);
// EXTERNAL MODULE: ./build/platforms/deis/v1/config.js
var v1_config = __webpack_require__(1196);
// EXTERNAL MODULE: ./build/platforms/controller/api.js
var api = __webpack_require__(8112);
;// CONCATENATED MODULE: ./build/platforms/deis/v1/containers.js



async function listContainers(api, app) {
    const path = `apps/${app}/containers/?page_size=1000`;
    return readContainers(await api.get(path, `reading the containers of ${app}`, 'results'));
}
function readContainers(json) {
    const read = (value) => {
        const type = (0,http_json/* textAt */.$6)(value, 'type');
        const state = (0,http_json/* textAt */.$6)(value, 'state');
        if (type === undefined || state === undefined)
            return undefined;
        const name = `${type}.${(0,http_json/* numberAt */.tk)(value, 'num') ?? 0}`;
        return { name, type, state, release: (0,controller_releases/* versionOf */.E4)((0,http_json/* textAt */.$6)(value, 'release')) };
    };
    return (0,api/* entriesOf */.Mc)(json, read, 'reading the containers').filter(({ type }) => type !== 'run');
}
function countsOf(containers) {
    const counts = new Map();
    for (const { type } of containers)
        counts.set(type, (counts.get(type) ?? 0) + 1);
    return counts;
}
function countUp(containers, processes) {
    const types = new Set(processes.map(({ type }) => type));
    return containers.filter(({ type, state }) => state === 'up' && types.has(type)).length;
}
function allUp(containers, processes) {
    return processes.every(({ type, wanted }) => containers.filter((container) => container.type === type && container.state === 'up').length >= wanted);
}
const restartMs = 8_000;
const certainCrashes = 3;
const overMs = 5_000;
class ContainerWatch {
    #tracks = new Map();
    look(containers, now, started) {
        for (const { name, state } of containers) {
            const track = this.#tracks.get(name) ?? { started: false, crashes: 0, state, endedSince: undefined };
            this.#tracks.set(name, track);
            if (state === 'up') {
                track.crashes = this.#crashesOf(track, now);
                track.started = true;
                track.endedSince = undefined;
            }
            else if (track.started || started) {
                track.started = true;
                track.endedSince ??= now;
            }
            track.state = state;
        }
        const names = new Set(containers.map(({ name }) => name));
        for (const name of this.#tracks.keys())
            if (!names.has(name))
                this.#tracks.delete(name);
    }
    crashes(now) {
        return Math.max(0, ...[...this.#tracks.values()].map((track) => this.#crashesOf(track, now)));
    }
    #crashesOf({ crashes, endedSince, state }, now) {
        if (endedSince === undefined)
            return crashes;
        return crashes + 1 + (state === 'down' ? Math.floor((now - endedSince) / restartMs) : 0);
    }
    instanceOf({ type, name, state }) {
        const ended = this.#tracks.get(name)?.endedSince !== undefined;
        const plain = state === 'up' || (!ended && state === 'down');
        return { process: type, name, state: stateOf(state, ended), ...(plain ? {} : { detail: state }) };
    }
    problem(now) {
        const ended = [...this.#tracks]
            .filter(([, track]) => track.endedSince !== undefined)
            .map(([name, track]) => ({ name, track, crashes: this.#crashesOf(track, now) }))
            .sort((a, b) => b.crashes - a.crashes);
        const over = ended.find(({ track: { state, endedSince = now } }) => state === 'created' && now - endedSince >= overMs);
        if (over !== undefined) {
            return { message: `${over.name} ended with exit status 0, and is not started again`, certain: true };
        }
        const [worst] = ended;
        if (worst === undefined)
            return undefined;
        const { name, crashes } = worst;
        if (crashes >= certainCrashes)
            return { message: `${name} ended ${crashes} times: crash loop`, certain: true };
        return { message: `${name} ended ${crashes === 1 ? 'once' : `${crashes} times`}`, certain: false };
    }
    facts(now) {
        const facts = [];
        for (const [name, track] of this.#tracks) {
            const crashes = this.#crashesOf(track, now);
            if (crashes > 0)
                facts.push(`${name}: last seen ${track.state}, ended ${crashes === 1 ? 'once' : `${crashes} times`}`);
            else if (!track.started)
                facts.push(`${name}: last seen ${track.state}, never up`);
        }
        return facts;
    }
}
function stateOf(state, ended) {
    if (state === 'up')
        return 'running';
    if (ended || state === 'crashed' || state === 'error')
        return 'crashed';
    return state === 'destroyed' ? 'absent' : 'starting';
}
function bystander(container) {
    return new ContainerWatch().instanceOf(container);
}

;// CONCATENATED MODULE: ./build/platforms/deis/v1/releases.js



async function newestReleases(api, app, count) {
    const path = `apps/${app}/releases/?page_size=${count}`;
    return releasesIn(await api.get(path, `reading the releases of ${app}`, 'results'));
}
async function newestBuilds(api, app, count) {
    return buildsIn(await api.get(`apps/${app}/builds/?page_size=${count}`, `reading the builds of ${app}`, 'results'));
}
function releasesIn(json) {
    const read = (value) => {
        const release = (0,controller_releases/* readRelease */.iJ)(value);
        if (release === undefined)
            return undefined;
        const { version, summary, build } = release;
        return { version, summary, build, at: timeOf((0,http_json/* textAt */.$6)(value, 'created')) };
    };
    return (0,api/* entriesOf */.Mc)(json, read, 'reading the releases');
}
function buildsIn(json) {
    return (0,api/* entriesOf */.Mc)(json, controller_releases/* readBuild */.lT, 'reading the builds');
}
function timeOf(text) {
    const at = Date.parse((text ?? '').replace(/UTC$/, 'Z'));
    return Number.isNaN(at) ? undefined : at;
}

;// CONCATENATED MODULE: ./build/platforms/deis/v1/app.js







const firstProcesses = [{ type: 'cmd', wanted: 1 }];
const startMs = 5 * 60_000;
const workerMs = 20 * 60_000;
const publishingMs = 60_000;
async function readApp(api, name, url, now) {
    const doing = `reading app ${name}`;
    const [app, releases, config, containers, builds] = await Promise.all([
        api.find(`apps/${name}/`, doing, 'structure'),
        api.find(`apps/${name}/releases/?page_size=50`, doing, 'results'),
        api.find(`apps/${name}/config/`, doing, 'values'),
        api.find(`apps/${name}/containers/?page_size=1000`, doing, 'results'),
        api.find(`apps/${name}/builds/?page_size=50`, doing, 'results'),
    ]);
    if (app === undefined)
        return undefined;
    const [rows, newest, known] = [readContainers(containers), releasesIn(releases), buildsIn(builds)];
    const serving = servingRelease(newest, rows);
    const build = serving?.build === undefined ? undefined : await buildOf(api, name, serving.build, known);
    const processes = processesOf(app, rows);
    const found = (0,v1_config/* readConfig */.Xg)(config);
    const health = healthOf(found);
    const main = mainOf(processes);
    const busy = busyWith(newest, rows, now);
    return {
        newest: newest[0]?.version ?? 0,
        build,
        lastBuild: known[0]?.uuid,
        ...{ config: found, health, main },
        containers: rows,
        state: {
            id: name,
            running: serving !== undefined && rows.some(({ release }) => release === serving.version),
            release: serving === undefined ? undefined : (0,controller_releases/* releaseRef */.nW)(serving.version, build?.image),
            processes,
            settings: settingsOf(found, processes, main),
            url: publicUrl((0,http_json/* textAt */.$6)(app, 'url'), url),
            healthTimeoutMs: startMs + health.ms,
            ...(busy === undefined ? {} : { busy }),
        },
    };
}
function servingRelease(releases, containers) {
    const able = releases.filter(({ build }) => build !== undefined);
    const withContainers = (up) => able.find(({ version }) => containers.some(({ release, state }) => release === version && (!up || state === 'up')));
    return withContainers(true) ?? withContainers(false) ?? able[0];
}
async function buildOf(api, app, uuid, first) {
    const among = (builds) => builds.find((build) => build.uuid === uuid);
    return among(first) ?? among(await newestBuilds(api, app, 1000));
}
function processesOf(app, containers) {
    const structure = new Map(Object.entries((0,http_json/* asObject */.eB)((0,http_json.at)(app, 'structure')) ?? {}).filter((entry) => typeof entry[1] === 'number' && Number.isInteger(entry[1])));
    const wanted = structure.size === 0 ? countsOf(containers) : structure;
    if (structure.size === 0 && wanted.size === 0)
        return firstProcesses;
    return [...wanted].filter(([, count]) => count > 0).map(([type, count]) => ({ type, wanted: count }));
}
function busyWith(releases, containers, now) {
    const [newest] = releases;
    if (newest?.at === undefined || newest.build === undefined)
        return undefined;
    const age = now - newest.at;
    const versions = new Set(containers.map(({ release }) => release));
    const starting = versions.size > 1 && age < workerMs;
    const publishing = !versions.has(newest.version) && age < publishingMs;
    if (!starting && !publishing)
        return undefined;
    const minutes = Math.max(0, Math.round(age / 60_000));
    return { label: `release v${newest.version}, begun ${minutes} min ago: ${newest.summary}` };
}
function mainOf(processes) {
    return processes.some(({ type }) => type === 'web') ? 'web' : 'cmd';
}
function settingsOf(config, processes, main) {
    const counts = new Map(processes.map(({ type, wanted }) => [type, wanted]));
    const memoryMb = (0,deis_config/* limitMb */.hV)(String(config.memory[main] ?? ''));
    return {
        instances: new Map([...counts, ['', counts.get(main) ?? 0]]),
        env: new Map([...variablesOf(config)].filter(([name]) => !(0,v1_config/* isHealthCheck */.v9)(name))),
        ...(memoryMb === undefined ? {} : { memoryMb }),
    };
}
function variablesOf({ values }) {
    return new Map(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
function healthOf({ values }) {
    const path = values['HEALTHCHECK_URL'];
    if (path === undefined)
        return { path, ms: 0 };
    const delay = Number(values['HEALTHCHECK_INITIAL_DELAY'] ?? 0);
    const timeout = Number(values['HEALTHCHECK_TIMEOUT'] ?? 1);
    const seconds = (value) => (Number.isFinite(value) && value > 0 ? value : 0);
    return { path: String(path), ms: 20_000 + 1_000 * (2.6 * seconds(delay) + 4 * seconds(timeout)) };
}
function publicUrl(written, api) {
    if (written === undefined || written === '')
        return undefined;
    const url = /^https?:\/\//.test(written) ? written : `${api.protocol}//${written}`;
    return URL.canParse(url) ? url : undefined;
}
function refuseGitBuild(name, app) {
    if (app?.build === undefined || app.build.sha === '')
        return;
    throw new errors/* ActionError */.lZ('DEIS_GIT_BUILD', `App ${name} was built by Deis from a git push (${app.build.sha.slice(0, 12)}).`, {
        hint: 'Its processes could not start from an image. Deploy to a new app, or change it by hand once with `deis pull`.',
    });
}

;// CONCATENATED MODULE: ./build/platforms/deis/v1/scale.js


async function scaleTo(api, app, processes, deadlineMs = build/* blockingDeadlineMs */.MU) {
    if (processes.length === 0)
        return;
    const counts = Object.fromEntries(processes.map(({ type, wanted }) => [type, wanted]));
    const answer = await api.call('POST', `apps/${app}/scale/`, counts, { deadlineMs });
    if (answer.status !== 204)
        throw api.refusal(answer, `scaling ${app}`);
}
function tooMany(containers, processes) {
    const counts = countsOf(containers);
    return processes.filter(({ type, wanted }) => (counts.get(type) ?? 0) > wanted);
}
function tooMuch(containers, { wanted, was }) {
    if (was === undefined)
        return tooMany(containers, wanted);
    const before = new Map(was.map((process) => [process.type, process.wanted]));
    const types = [...countsOf(containers).keys()];
    return tooMany(containers, types.map((type) => ({ type, wanted: before.get(type) ?? 0 })));
}
function tooFew(containers, processes) {
    const counts = countsOf(containers);
    return processes.filter(({ type, wanted }) => (counts.get(type) ?? 0) < wanted);
}

;// CONCATENATED MODULE: ./build/platforms/deis/v1/build.js




const lostStatuses = new Set([408, 499, 502, 504]);
const withoutReason = 'Deis v1 answers 500 without a reason, as it does when its Docker cannot pull the image or push it to its own registry';
class V1Build {
    state = { kind: 'open' };
    finished;
    constructor(api, clock, app, order, wanted) {
        this.finished = this.#run(api, clock, app, order, wanted);
    }
    async #run(api, clock, app, order, wanted) {
        let state;
        try {
            const { path, body, builtBy } = order;
            const answer = await api.call('POST', `apps/${app}/${path}`, body, { deadlineMs: build/* blockingDeadlineMs */.MU });
            state = stateAfter(answer, builtBy, clock.now(), () => api.refusal(answer, `deploying ${app}`));
        }
        catch (error) {
            state = { kind: 'lost', since: clock.now(), why: (0,errors/* messageOf */.bD)(error) };
        }
        if (state.kind === 'deployed') {
            try {
                await scaleTo(api, app, tooFew(await listContainers(api, app), wanted));
            }
            catch (error) {
                state = { kind: 'refused', words: (0,errors/* messageOf */.bD)(error) };
            }
        }
        this.state = state;
    }
}
function stateAfter(answer, builtBy, now, refusal) {
    const { status, words, json } = answer;
    const build = status === 201 ? builtBy(json) : undefined;
    if (build !== undefined)
        return { kind: 'deployed', build };
    if (status === 500)
        return { kind: 'fell', since: now, why: withoutReason };
    const { message, hint } = refusal();
    if (status < 300 || lostStatuses.has(status) || (status === 503 && json === undefined)) {
        return { kind: 'lost', since: now, why: message, hint };
    }
    return { kind: 'refused', words: status === 400 || status === 503 ? words : message, hint };
}

;// CONCATENATED MODULE: ./build/platforms/deis/v1/commands.js


const untold = /["'\\%\n]|\$\{/;
const v1Commands = {
    title: 'Deis v1',
    refuse(command) {
        const sign = untold.exec(command)?.[0];
        if (sign === undefined)
            return;
        const shown = sign === '\n' ? 'a line break' : sign;
        throw (0,blocking_tasks/* refusedCommand */.u)(`The command holds ${shown}, which Deis v1 does not hand on as it stands`, 'Put the command into a script in the image, and run that.');
    },
    endIn({ response }) {
        const [exitCode, output] = (0,http_json/* asArray */._j)((0,http_json/* parseJson */.qF)(response.body.toString('utf8')));
        if (typeof exitCode !== 'number')
            return undefined;
        return { exitCode, output: typeof output === 'string' ? output : '' };
    },
    hintFor(words) {
        if (/container failed to start/.test(words))
            return 'Deis v1 runs commands by /bin/bash, which the image has to have.';
        if (!/admin commands is not configured/.test(words))
            return undefined;
        return 'The operator of this Deis has to give it the machines’ SSH key: deisctl config platform set sshPrivateKey=…';
    },
};

// EXTERNAL MODULE: ./build/platforms/app-log.js
var app_log = __webpack_require__(1555);
// EXTERNAL MODULE: ./build/platforms/controller/causes.js
var causes = __webpack_require__(2670);
;// CONCATENATED MODULE: ./build/platforms/deis/v1/evidence.js




const askDocker = 'Can the controller’s machine pull this image from its registry, with the login of its own Docker? The controller’s log has the reason.';
const logLines = 200;
const shownLines = 40;
const complaints = /^(?:aborting|warning)|^[\w.-]+ \((?:create|start|stop|destroy)\): |health check|Error|failed|not find/i;
async function gather(options) {
    const { api, app, since, words, advice, watch, now } = options;
    const { own, controller } = await readLog(api, app, since);
    const crashed = watch.crashes(now) > 0;
    const facts = [...watch.facts(now), ...controller.filter((text) => complaints.test(text)).slice(-5)];
    const cause = (crashed ? (0,app_log/* errorLine */.B)(own) : undefined) ?? words ?? watch.problem(now)?.message ?? (0,app_log/* errorLine */.B)(own);
    const hint = cause === withoutReason ? ((0,causes/* hintFor */.J)(...facts) ?? askDocker) : ((0,causes/* hintFor */.J)(cause) ?? advice ?? (0,causes/* hintFor */.J)(...facts));
    return {
        ...(cause === undefined ? {} : { cause }),
        ...(hint === undefined ? {} : { hint }),
        facts,
        log: own.slice(-shownLines),
    };
}
async function readLog(api, app, since) {
    try {
        const path = `apps/${app}/logs/?log_lines=${logLines}`;
        const answer = await api.call('GET', path, undefined, { retry: 'never', deadlineMs: 10_000 });
        if (answer.status === 200)
            return logOf(answer.response.body.toString('utf8'), since);
    }
    catch {
    }
    return { own: [], controller: [] };
}
function logOf(text, since) {
    const own = [];
    const controller = [];
    for (const raw of text.split(/\r?\n/)) {
        const [, time, source = '', said = ''] = /^(\S+) [^\s[]+\[([^\]]+)\]: ?(.*)$/.exec(raw) ?? [];
        const at = timeOf(time);
        if (source === '' || (at !== undefined && since !== undefined && at < since))
            continue;
        if (source === 'deis-controller')
            controller.push(said);
        else
            own.push({ ...(at === undefined ? {} : { at }), source, text: said });
    }
    return { own, controller };
}

// EXTERNAL MODULE: ./build/platforms/deis/formation.js
var deis_formation = __webpack_require__(6000);
;// CONCATENATED MODULE: ./build/platforms/deis/v1/procfile.js


function procfileFor(app, { manifest }) {
    const before = app?.build?.procfile ?? {};
    const next = (0,process_types/* procfileIn */.QF)(manifest) ?? before;
    const gone = Object.keys(before).filter((type) => !Object.hasOwn(next, type) && app?.containers.some((container) => container.type === type));
    if (gone.length === 0)
        return next;
    throw new errors/* ActionError */.lZ('DEIS_V1_PROCFILE', `The Procfile leaves ${gone.join(', ')} out, and Deis v1 would destroy what runs of it, with no way back.`, { hint: `Stop it by hand if that is meant: deis scale ${gone.map((type) => `${type}=0`).join(' ')}` });
}
function notStarted(app, { manifest, settings }) {
    const types = Object.keys((0,process_types/* procfileIn */.QF)(manifest) ?? {});
    const idle = types.filter((type) => settings.instances?.has(type) !== true && !app?.containers.some((container) => container.type === type));
    if (idle.length === 0)
        return [];
    const counts = idle.map((type) => `${type}=1`).join(' ');
    return [
        `no instances of ${idle.join(', ')} run, and Deis v1 starts none by itself: write instances: ${counts} to start them`,
    ];
}

;// CONCATENATED MODULE: ./build/platforms/deis/v1/formation.js




function formationAfter(app, asked) {
    const given = new Map((app?.state.processes ?? firstProcesses).map(({ type, wanted }) => [type, wanted]));
    const types = (0,deis_formation/* typesOf */.p)({ procfile: procfileFor(app, asked) });
    return (0,formation/* scaled */.vK)({ main: app?.main ?? 'cmd', types, given, wanted: given }, asked.settings.instances);
}

// EXTERNAL MODULE: ./build/platforms/controller/history.js
var controller_history = __webpack_require__(7960);
// EXTERNAL MODULE: ./build/platforms/controller/past.js
var past = __webpack_require__(586);
// EXTERNAL MODULE: ./build/platforms/deis/listed.js
var listed = __webpack_require__(9182);
;// CONCATENATED MODULE: ./build/platforms/deis/v1/history.js







function v1History(tools) {
    const { api, context } = tools;
    const { app: name } = context.request;
    return new controller_history/* ControllerHistory */.x(tools, {
        noBuild: 'DEIS_NO_BUILD',
        async list(serving) {
            const [releases, builds] = await Promise.all([
                newestReleases(api, name, past/* mostReleases */.u),
                newestBuilds(api, name, past/* mostReleases */.u),
            ]);
            return (0,listed/* withBuilds */.E)(releases, builds, (release) => whyNot(release, serving));
        },
        async buildOf({ build }) {
            return build;
        },
        wayTo({ release }, build) {
            const { state, containers, newest, lastBuild } = tools.app();
            const { label } = (0,controller_releases/* releaseRef */.nW)(release.version);
            refuseStrangers(label, build, containers);
            return {
                rollout: {
                    ...{ runId: context.runId, app: name, image: build.image, wanted: state.processes },
                    ...{ previous: state.running ? state.release : undefined, back: release.version, before: newest },
                    ...(lastBuild === undefined ? {} : { lastBuild }),
                    ...(state.url === undefined ? {} : { url: state.url }),
                },
                changes: [{ what: 'settings', to: `as of ${label}` }],
                remarks: [`${build.image} is pulled by its tag again: what that points at now is what will run.`],
            };
        },
    });
}
function whyNot({ version }, serving) {
    return serving !== undefined && version > serving ? 'it has no containers: it did not come to serve' : undefined;
}
function refuseStrangers(label, build, containers) {
    const types = (0,deis_formation/* typesOf */.p)(build);
    const strange = [...new Set(containers.map(({ type }) => type))].filter((type) => !types.includes(type));
    if (strange.length === 0)
        return;
    throw new errors/* ActionError */.lZ('DEIS_V1_PROCFILE', `${label} has no process type ${strange.join(', ')}, of which containers run, and Deis v1 could not start them.`, { hint: `Stop them by hand if that is meant: deis scale ${strange.map((type) => `${type}=0`).join(' ')}` });
}

// EXTERNAL MODULE: ./build/image/reference.js
var image_reference = __webpack_require__(7755);
;// CONCATENATED MODULE: ./build/platforms/deis/v1/image.js

function imageByTag({ reference }) {
    const { digest, ...name } = reference;
    return hasTag(reference) ? (0,image_reference/* familiarName */.hG)({ ...name, tag: name.tag ?? 'latest' }) : (0,image_reference/* familiarName */.hG)(reference);
}
function hasTag({ tag, digest }) {
    return tag !== undefined || digest === undefined;
}

// EXTERNAL MODULE: ./build/platforms/overtaken.js
var overtaken = __webpack_require__(9498);
;// CONCATENATED MODULE: ./build/platforms/deis/v1/overtaken.js


async function refuseIfOvertaken(api, { app, lastBuild }, newest) {
    const [[release], [build]] = await Promise.all([newestReleases(api, app, 1), newestBuilds(api, app, 1)]);
    if (release !== undefined && release.version !== newest) {
        throw new overtaken/* Overtaken */.c(`Release v${release.version} was made meanwhile: ${release.summary}`);
    }
    if (build?.uuid !== lastBuild)
        throw new overtaken/* Overtaken */.c(`A build of ${build?.image} was begun meanwhile`);
}

// EXTERNAL MODULE: ./build/platforms/controller/busy.js
var busy = __webpack_require__(7179);
;// CONCATENATED MODULE: ./build/platforms/deis/v1/rollout.js

function ourBuild(builds, rollout) {
    if (rollout.build !== undefined)
        return rollout.build;
    const last = builds.findIndex(({ uuid }) => uuid === rollout.lastBuild);
    const later = last < 0 ? builds : builds.slice(0, last);
    return later.findLast(({ image }) => image === rollout.image)?.uuid;
}
function ourRelease(releases, build) {
    return build === undefined ? undefined : releases.findLast((release) => release.build === build);
}
function oursAmong(releases, rollout, build) {
    const { back, before = 0 } = rollout;
    if (back === undefined)
        return ourRelease(releases, build());
    return releases.findLast((release) => release.version > before && (0,controller_releases/* rolledBackTo */.rt)(release) === back);
}
function ownSettings(releases, rollout) {
    const { config, before = 0, builtBefore, settled } = rollout;
    if (config === undefined || builtBefore === undefined)
        return undefined;
    return releases.find((release) => (release.version > before || release.version === settled) &&
        release.build === builtBefore &&
        (0,controller_releases/* rolledBackTo */.rt)(release) === undefined);
}
function after(releases, ours) {
    return releases.slice(0, releases.indexOf(ours));
}

;// CONCATENATED MODULE: ./build/platforms/deis/v1/phase.js


const lostAnswerMs = 30_000;
function isOver(containers, ours) {
    return containers.length > 0 && containers.every(({ release }) => release === ours.version);
}
function phaseOf({ state, releases, ours, known, containers, replaces, image, now, }) {
    const failed = (message) => ({ phase: 'failed', problem: { message, certain: true } });
    if (state?.kind === 'refused')
        return failed(state.words);
    if (ours === undefined) {
        if (state?.kind === 'open')
            return { phase: 'moving' };
        if (known !== undefined)
            return failed(`the controller has taken release v${known} back; its reason was lost with the connection`);
        const lost = state?.kind === 'lost' || state?.kind === 'fell' ? state : undefined;
        if (lost === undefined || now - lost.since < lostAnswerMs)
            return { phase: 'moving' };
        return failed(`${lost.why} · no release of ${image} has appeared since`);
    }
    if (state?.kind === 'fell' && containers.every(({ release }) => release !== ours.version))
        return failed(state.why);
    const newer = after(releases, ours).find(({ version }) => containers.some(({ release }) => release === version));
    if (newer !== undefined)
        return (0,busy/* superseded */.zT)(newer);
    if (state?.kind === 'deployed')
        return { phase: 'done' };
    const isSeen = isOver(containers, ours) && (replaces || state?.kind !== 'open');
    return { phase: isSeen ? 'done' : 'moving' };
}

// EXTERNAL MODULE: ./build/platforms/controller/looking.js
var looking = __webpack_require__(6921);
;// CONCATENATED MODULE: ./build/platforms/deis/v1/post-config.js












const appearMs = 30_000;
const lookEveryMs = 5_000;
async function postConfig(tools) {
    const { api, context, rollout, change } = tools;
    await post(tools, change.body);
    const found = (0,v1_config/* readConfig */.Xg)(await api.get(`apps/${rollout.app}/config/`, 'reading the config', 'values'));
    const rest = (0,v1_config/* withoutStrays */.t4)(found, change.wanted);
    if (rest === undefined)
        return 1;
    context.note('what an earlier change that came to nothing has left in the config is taken away');
    await post(tools, rest);
    return 2;
}
async function post(tools, body) {
    const { api, context, rollout, change, limitMs } = tools;
    const { app } = rollout;
    const until = context.clock.now() + limitMs;
    const doing = `setting ${change.parts.join(' and ')} of ${app}`;
    const [before] = await newestReleases(api, app, 1);
    let answer;
    let state;
    try {
        const told = await withinLimit(tools, api.call('POST', `apps/${app}/config/`, body, { deadlineMs: build/* blockingDeadlineMs */.MU }));
        answer = told;
        const isConfig = (json) => ((0,http_json.at)(json, 'values') === undefined ? undefined : 'config');
        const now = context.clock.now();
        state =
            told === undefined
                ? { kind: 'lost', since: now, why: `no answer within ${Math.round(limitMs / 60_000)} min` }
                : stateAfter(told, isConfig, now, () => api.refusal(told, doing));
    }
    catch (error) {
        if (context.signal.aborted)
            throw error;
        state = { kind: 'lost', since: context.clock.now(), why: (0,errors/* messageOf */.bD)(error) };
    }
    if (state.kind === 'deployed' || state.kind === 'open')
        return;
    if (answer?.status === 409)
        throw new overtaken/* Overtaken */.c(answer.words);
    if (state.kind === 'lost') {
        await redeployed(tools, before?.version ?? 0, until, `${doing}: ${state.why}`);
        return;
    }
    if (answer !== undefined && state.kind === 'refused' && answer.status !== 503)
        throw api.refusal(answer, doing);
    const cause = state.kind === 'fell' ? state.why : state.words;
    throw new errors/* ActionError */.lZ('DEIS_CONFIG', `${doing}: ${cause}`, { hint: (0,causes/* hintFor */.J)(cause) ?? checkIt });
}
async function withinLimit({ context, limitMs }, answer) {
    const come = new AbortController();
    const late = context.clock.sleep(limitMs, AbortSignal.any([context.signal, come.signal])).then(() => undefined);
    answer.catch(() => undefined);
    late.catch(() => undefined);
    try {
        return await Promise.race([answer, late]);
    }
    finally {
        come.abort();
    }
}
const checkIt = 'Changing settings restarts the current image with them: check that it runs with these.';
async function redeployed({ api, context: { clock, signal }, rollout, redeploys }, before, until, lost) {
    const { app } = rollout;
    const made = async () => {
        const releases = await newestReleases(api, app, 20);
        const own = redeploys ? ownSettings(releases, { ...rollout, before }) : releases[0];
        return own !== undefined && own.version > before ? own : undefined;
    };
    const error = (what) => new errors/* ActionError */.lZ('DEIS_CONFIG_LOST', `${lost} · ${what}`, { hint: checkIt });
    if ((await (0,looking/* lookUntil */.c)(clock, signal, { everyMs: lookEveryMs, forMs: appearMs }, made)) === undefined) {
        throw error('no release of it has appeared since');
    }
    if (!redeploys)
        return;
    const patience = { everyMs: lookEveryMs, forMs: Math.max(lookEveryMs, until - clock.now()) };
    const isDone = await (0,looking/* lookUntil */.c)(clock, signal, patience, async () => {
        const [own, containers] = await Promise.all([made(), listContainers(api, app)]);
        if (own === undefined)
            return false;
        return containers.length === 0 || isOver(containers, own) ? true : undefined;
    });
    if (isDone === false)
        throw error('the controller has taken its release back');
    if (isDone === undefined)
        throw error('its containers have not taken the place of those before');
}

;// CONCATENATED MODULE: ./build/platforms/deis/v1/remarks.js



function remarksOn(plan, app, asked) {
    const idle = notStarted(app, asked);
    if (app?.build === undefined)
        return idle;
    const change = (0,v1_config/* configChange */.fg)(plan, app.config, formationAfter(app, asked).main);
    if (change === undefined)
        return idle;
    const first = `two roll-outs: Deis v1 first restarts the current image with what changes (${change.parts.join(', ')})`;
    return [first, ...idle];
}

// EXTERNAL MODULE: ./build/http/errors.js
var http_errors = __webpack_require__(2602);
;// CONCATENATED MODULE: ./build/platforms/deis/v1/scene.js





const budgetMs = 75_000;
const scene_lookEveryMs = 2_000;
async function scene({ api, rollout, build }) {
    const { app } = rollout;
    const [releases, builds, containers] = await Promise.all([
        newestReleases(api, app, 50),
        newestBuilds(api, app, 50),
        listContainers(api, app),
    ]);
    const uuid = () => (build?.state.kind === 'deployed' ? build.state.build : ourBuild(builds, rollout));
    const [built, settings] = [oursAmong(releases, rollout, uuid), ownSettings(releases, rollout)];
    return { releases, builds, containers, built, settings, ours: built ?? settings };
}
function containersOf(containers, release) {
    return containers.filter((container) => container.release === release.version);
}
function targetOf(rollout, releases, ours) {
    const version = (0,controller_releases/* versionOf */.E4)(rollout.previous?.id);
    return releases.slice(releases.indexOf(ours) + 1).find((it) => it.version === version && it.build !== undefined);
}
function imageOf({ builds }, { build }) {
    return builds.find(({ uuid }) => uuid === build)?.image;
}
function countsFor(containers, wanted) {
    return {
        verified: allUp(containers, wanted),
        running: countUp(containers, wanted),
        wanted: wanted.reduce((sum, process) => sum + process.wanted, 0),
    };
}
function asItWas({ rollout }, { containers }, how) {
    const version = (0,controller_releases/* versionOf */.E4)(rollout.previous?.id);
    if (rollout.previous === undefined || version === undefined) {
        return { serves: undefined, verified: true, running: 0, wanted: 0, how };
    }
    const own = containers.filter(({ release }) => release === version);
    return { serves: rollout.previous, ...countsFor(own, rollout.wanted), how };
}
async function whenUp({ api, context, rollout }, release, seen, how, forMs) {
    let own = [];
    await (0,looking/* lookUntil */.c)(context.clock, context.signal, { everyMs: scene_lookEveryMs, forMs }, async () => {
        own = containersOf(await listContainers(api, rollout.app), release);
        return allUp(own, rollout.wanted) ? true : undefined;
    });
    return { serves: (0,controller_releases/* releaseRef */.nW)(release.version, imageOf(seen, release)), ...countsFor(own, rollout.wanted), how };
}

;// CONCATENATED MODULE: ./build/platforms/deis/v1/rollback.js












const rollback_appearMs = 10_000;
const mostOrders = 3;
const settleMs = 4_000;
const destroyMs = 30_000;
class Rollback {
    ended = false;
    version;
    refusal;
    finished;
    constructor(api, app, to, deadlineMs) {
        this.finished = this.#run(api, app, to, deadlineMs);
    }
    async #run(api, app, to, deadlineMs) {
        try {
            const answer = await api.call('POST', `apps/${app}/releases/rollback/`, { version: to }, { deadlineMs });
            const { status, words, json } = answer;
            if (status === 201)
                this.version = (0,http_json/* numberAt */.tk)(json, 'version');
            else if (status === 500)
                this.refusal = withoutReason;
            else if (status >= 300 && status < 499)
                this.refusal = words || `status ${status}`;
        }
        catch (error) {
            if (!(error instanceof http_errors/* NetworkError */.Dr || error instanceof errors/* Cancelled */.cJ))
                this.refusal = (0,errors/* messageOf */.bD)(error);
        }
        this.ended = true;
    }
}
async function rollBack({ api, context, rollout }, target, ours, begun) {
    const { app, wanted } = rollout;
    const { clock, signal } = context;
    const order = () => ({ at: clock.now(), post: new Rollback(api, app, target.version, budgetMs) });
    let last = begun === undefined ? order() : undefined;
    let orders = 1;
    let made = begun;
    let upSince;
    let own = [];
    const ended = await (0,looking/* lookUntil */.c)(clock, signal, { everyMs: scene_lookEveryMs, forMs: budgetMs }, async () => {
        const [releases, containers] = await Promise.all([newestReleases(api, app, 20), listContainers(api, app)]);
        const backs = after(releases, ours).filter((release) => (0,controller_releases/* rolledBackTo */.rt)(release) === target.version);
        made = backs.find((release) => containersOf(containers, release).length > 0) ?? backs[0];
        own = made === undefined ? [] : containersOf(containers, made);
        if (last === undefined && containers.length === 0 && tooFew(containers, wanted).length > 0) {
            last = order();
            return undefined;
        }
        if (made === undefined) {
            if (last !== undefined && (!last.post.ended || clock.now() - last.at < rollback_appearMs))
                return undefined;
            if (orders === mostOrders)
                return last?.post.refusal ?? 'no release came of it';
            last = order();
            orders += 1;
            return undefined;
        }
        const { ended: over = false, version, refusal } = last?.post ?? {};
        const isOld = last !== undefined && clock.now() - last.at >= rollback_appearMs;
        if (own.length === 0 && over && refusal !== undefined && isOld)
            return refusal;
        const extra = rollout.was === undefined || !isOver(containers, made) ? [] : tooMany(own, wanted);
        if (extra.length > 0)
            await scaleTo(api, app, extra, budgetMs);
        if (allUp(own, wanted)) {
            upSince ??= clock.now();
            const isUpFor = clock.now() - upSince;
            return isUpFor >= (over || isOver(containers, made) ? settleMs : destroyMs) ? 'up' : undefined;
        }
        upSince = undefined;
        const isCopied = version !== undefined || (over && containers.length === 0);
        if (isCopied && tooFew(containers, wanted).length > 0)
            await scaleTo(api, app, tooFew(containers, wanted), budgetMs);
        return undefined;
    });
    const counts = { ...countsFor(own, wanted), verified: ended === 'up' || upSince !== undefined };
    if (made === undefined || own.length === 0) {
        const why = ended ?? 'no container has started yet';
        const serves = (0,controller_releases/* releaseRef */.nW)(target.version, rollout.previous?.image);
        return { serves, ...counts, verified: false, how: `rolling back to release v${target.version}: ${why}` };
    }
    const serves = (0,controller_releases/* releaseRef */.nW)(made.version, rollout.previous?.image);
    return { serves, ...counts, how: `rolled back to release v${target.version}` };
}

;// CONCATENATED MODULE: ./build/platforms/deis/v1/restoration.js










const restoration_appearMs = 10_000;
const takenBack = 'the controller took the new release back by itself';
async function restore(way) {
    const { context, build } = way;
    const { clock, signal } = context;
    const first = await (0,looking/* lookUntil */.c)(clock, signal, { everyMs: scene_lookEveryMs, forMs: restoration_appearMs }, async () => {
        const seen = await scene(way);
        const awaited = !way.refused && (build === undefined || build.state.kind === 'open' || build.state.kind === 'lost');
        return seen.built !== undefined || !awaited ? seen : undefined;
    });
    const seen = first ?? (await scene(way));
    const { ours, builds, releases, containers } = seen;
    if (ours === undefined) {
        const isBuild = way.rollout.back === undefined && !way.refused;
        const isGone = isBuild ? ourBuild(builds, way.rollout) !== undefined : isFailed(way);
        const found = asItWas(way, seen, isGone ? takenBack : 'nothing had been released yet');
        return way.refused ? { ...found, ...stillWritten(way) } : found;
    }
    const target = targetOf(way.rollout, releases, ours);
    const later = after(releases, ours);
    const back = later.find((release) => target !== undefined && (0,controller_releases/* rolledBackTo */.rt)(release) === target.version);
    const newest = later.find((release) => containersOf(containers, release).length > 0);
    if (newest !== undefined && newest !== back) {
        const how = `nothing was changed: release v${newest.version} by somebody else came after ours`;
        return whenUp(way, newest, seen, how, 0);
    }
    if (target === undefined) {
        const how = 'the new one was left as it is';
        return { ...{ serves: undefined, verified: false, running: 0, wanted: 0, how }, ...notPutBack(way) };
    }
    if (back !== undefined)
        return { ...(await rollBack(way, target, ours, back)), ...stillWritten(way) };
    return goBack(way, target, await whenBegun(way, seen, ours));
}
function notPutBack({ rollout: { before = 0, config = [] } }) {
    if (before < 2 || config.length === 0)
        return {};
    return { left: `Not put back, since no release before has it: ${config.join(', ')}.` };
}
function stillWritten({ rollout: { config } }) {
    if (config === undefined)
        return {};
    const what = config.join(', ');
    return {
        left: `Deis v1 makes the next change of the config out of the one that was written last, which is this run’s: deis config:set would bring ${what} of it along, a deploy with env or memory does not.`,
    };
}
async function whenBegun(way, seen, ours) {
    const { api, context, rollout } = way;
    let last = seen;
    const patience = { everyMs: scene_lookEveryMs, forMs: budgetMs };
    const hasBegun = await (0,looking/* lookUntil */.c)(context.clock, context.signal, patience, async () => {
        if (restoration_isOver(way) || last.ours === undefined || containersOf(last.containers, ours).length > 0)
            return true;
        const app = await api.get(`apps/${rollout.app}/`, `reading app ${rollout.app}`, 'structure');
        if ((timeOf((0,http_json/* textAt */.$6)(app, 'updated')) ?? 0) > (ours.at ?? Infinity))
            return true;
        last = await scene(way);
        return undefined;
    });
    return { ...last, hasBegun: hasBegun === true };
}
function restoration_isOver({ build, refused }) {
    return refused || (build !== undefined && build.state.kind !== 'open' && build.state.kind !== 'lost');
}
async function goBack(way, target, seen) {
    const { api, rollout } = way;
    const { ours, containers, hasBegun } = seen;
    if (ours === undefined)
        return asItWas(way, seen, takenBack);
    const old = containers.filter(({ release }) => release !== ours.version);
    const failed = isFailed(way);
    if (containersOf(containers, ours).length === 0 && (failed || !hasBegun)) {
        if (failed && containersOf(containers, target).length === 0)
            return rolledBack(way, target, { ...seen, ours });
        const found = asItWas(way, seen, 'the new one was never started');
        return { ...found, verified: found.verified && failed, left: leftBehind(ours, target, failed) };
    }
    if (old.length > 0 || rollout.was !== undefined)
        await scaleTo(api, rollout.app, tooMuch(containers, rollout));
    if (imageOf(seen, target) !== rollout.image || rollout.config !== undefined)
        return rolledBack(way, target, { ...seen, ours });
    const why = `release v${target.version} has the same tag, under which Deis v1 would pull the new image again`;
    if (old.length === 0) {
        return { serves: undefined, verified: false, running: 0, wanted: 0, how: `not rolled back: ${why}` };
    }
    const kept = await whenUp(way, target, seen, 'the new containers were taken away', budgetMs);
    const left = `It was not rolled back: ${why}. If Deis v1 is still at the new release, it destroys these containers within 20 min: deploy again before that.`;
    return { ...kept, serves: (0,controller_releases/* releaseRef */.nW)(target.version, rollout.previous?.image), left };
}
async function rolledBack(way, target, seen) {
    const found = { ...(await rollBack(way, target, seen.ours, undefined)), ...stillWritten(way) };
    if (imageOf(seen, target) !== way.rollout.image)
        return found;
    const again = 'It has the same tag: what that points at now is what Deis v1 has pulled.';
    return { ...found, left: [again, found.left].filter((it) => it !== undefined).join(' ') };
}
function isFailed({ build, refused }) {
    return refused || build?.state.kind === 'refused' || build?.state.kind === 'fell';
}
function leftBehind(ours, target, isFailed) {
    return isFailed
        ? `Release v${ours.version} stays the newest: Deis v1 would start containers from it when the app is scaled. Deploy again, or run deis rollback v${target.version}, before that.`
        : `The controller is still at release v${ours.version} and cannot be stopped before it has copied the image: see that nothing comes of it, and run deis rollback v${target.version} if it does.`;
}
async function cancel(way, deadlineMs) {
    const { api, rollout } = way;
    const seen = await scene(way);
    const { ours, releases, containers } = seen;
    if (ours === undefined || containersOf(containers, ours).length === 0)
        return;
    const target = targetOf(rollout, releases, ours);
    if (target === undefined || after(releases, ours).length > 0)
        return;
    if (rollout.was !== undefined || containers.some(({ release }) => release !== ours.version)) {
        try {
            await scaleTo(api, rollout.app, tooMuch(containers, rollout), deadlineMs);
        }
        catch (error) {
            if (error instanceof http_errors/* NetworkError */.Dr && error.mayHaveActed)
                return;
            throw error;
        }
    }
    if (imageOf(seen, target) === rollout.image && rollout.config === undefined)
        return;
    const order = new Rollback(api, rollout.app, target.version, deadlineMs);
    await order.finished;
    if (order.refusal !== undefined) {
        throw new errors/* ActionError */.lZ('DEIS_ROLLBACK', `The rollback to release v${target.version} was refused: ${order.refusal}`);
    }
}

// EXTERNAL MODULE: ./build/image/ports.js
var ports = __webpack_require__(9330);
// EXTERNAL MODULE: ./build/image/rule.js
var rule = __webpack_require__(6562);
// EXTERNAL MODULE: ./build/platforms/controller/login-rules.js
var login_rules = __webpack_require__(2691);
;// CONCATENATED MODULE: ./build/platforms/deis/v1/rules.js




const component = /deis\/(?:builder|cache|controller|database|logger|logspout|mesos-(?:marathon|master|slave)|publisher|registry|router|store-(?:admin|daemon|gateway|metadata|monitor)|swarm|zookeeper)/;
const rules = [
    {
        code: 'DEIS_V1_TAG',
        severity: 'error',
        check({ facts: { reference, digest, tagDigest } }) {
            if (!hasTag(reference)) {
                return {
                    message: 'The image is given by its digest alone, and Deis v1 can start images by their tag only.',
                    remedy: 'Give it by a tag that never moves, such as the commit: ghcr.io/acme/web:4f0c5e1.',
                };
            }
            if (reference.digest === undefined || tagDigest === digest)
                return undefined;
            return {
                message: `Deis v1 pulls the tag ${reference.tag ?? 'latest'}, which does not point at the digest beside it.`,
                remedy: 'Give the image by a tag that points at it.',
            };
        },
    },
    {
        code: 'DEIS_V1_FORMAT',
        severity: 'error',
        check({ facts: { mediaType, reference } }) {
            if (!mediaType.startsWith('application/vnd.oci.'))
                return undefined;
            const converts = /\.azurecr\.(?:io|cn)$/.test(reference.domain);
            return {
                message: 'The image is in the OCI’s format, which the Docker of Deis v1’s machines cannot pull.',
                remedy: 'Build it in Docker’s: docker buildx build --provenance=false --sbom=false --output type=registry,oci-mediatypes=false.',
                ...(converts ? { severity: 'warning' } : {}),
            };
        },
    },
    {
        code: 'DEIS_V1_SAME_TAG',
        severity: 'warning',
        check({ deployedAs, serving }) {
            if (serving !== deployedAs)
                return undefined;
            return {
                message: `The app runs ${deployedAs} already. Should the new image fail, there is no way back: Deis v1 pulls the same tag again to roll back.`,
                remedy: 'Give each build a tag of its own, such as its commit.',
            };
        },
    },
    {
        code: 'DEIS_V1_HEALTH_CHECK',
        severity: 'warning',
        check({ healthCheck, routed }) {
            if (healthCheck !== undefined || !routed)
                return undefined;
            return {
                message: 'Without a health check Deis v1 calls the app up as soon as its container runs, whether it answers or not.',
                remedy: 'Set it once: deis config:set HEALTHCHECK_URL=/ (a path that answers 200). Or set smoke-test here.',
            };
        },
    },
    {
        code: 'DEIS_NO_PORT',
        severity: 'warning',
        check({ facts, routed }) {
            if (!routed || (0,ports/* tcpPorts */.C)(facts).length > 0)
                return undefined;
            return {
                message: 'The image exposes no TCP port: it will run, and Deis v1 will never route a request to it.',
                remedy: 'Add EXPOSE to the Dockerfile, with the port that the app listens on.',
            };
        },
    },
    {
        code: 'DEIS_SEVERAL_PORTS',
        severity: 'warning',
        check({ facts, routed }) {
            const exposed = (0,ports/* tcpPorts */.C)(facts);
            if (!routed || exposed.length < 2)
                return undefined;
            return {
                message: `The image exposes the ports ${exposed.join(', ')}, and Deis v1 routes to the lowest, ${exposed[0]}.`,
                remedy: 'Expose only the one that serves HTTP.',
            };
        },
    },
    {
        code: 'DEIS_RESERVED_NAME',
        severity: 'error',
        check({ facts }) {
            const [reserved] = component.exec(`${facts.reference.domain}/${facts.reference.path}`) ?? [];
            if (reserved === undefined)
                return undefined;
            return {
                message: `The image’s name holds ${reserved}, which Deis keeps for a component of its own.`,
                remedy: 'Push it under another name.',
            };
        },
    },
    {
        code: 'DEIS_LOGIN_MISSING',
        severity: 'warning',
        check(subject) {
            const complaint = (0,login_rules/* missingLogin */.s)(subject, subject, 'Deis v1');
            if (complaint === undefined)
                return undefined;
            return {
                message: 'The image is private, and Deis v1 stores no login for a registry: it can pull the image only if its operator has given its machines one.',
                remedy: 'Ask the operator for it, or make the image public.',
            };
        },
    },
];
function v1Findings(subject, app) {
    const processes = app?.state.processes ?? [];
    return (0,rule/* applyRules */.I)(rules, {
        ...subject,
        healthCheck: app?.health.path,
        routed: processes.length === 0 || processes.some(({ type }) => type === 'web' || type === 'cmd'),
        hasLogin: false,
        serving: app?.build?.image,
    });
}

;// CONCATENATED MODULE: ./build/platforms/deis/v1/platform.js






























const cancelDeadlineMs = 1_500;
const placingMs = 4 * 60_000;
class DeisV1Platform {
    kind = 'deis';
    title = 'Deis v1';
    target;
    tasks;
    history;
    #api;
    #context;
    #app;
    #order;
    #build;
    #scaling;
    #refused = false;
    #watch = new ContainerWatch();
    #looks = 0;
    #releases = [];
    #builds = [];
    #judged;
    #known;
    #rounds = new rounds/* Rounds */.I();
    constructor(api, context) {
        this.#api = api;
        this.#context = context;
        this.target = api.host;
        this.tasks = new blocking_tasks/* BlockingTasks */.E(api, context, v1Commands);
        this.history = v1History({ api, context, app: () => this.#asRead() });
    }
    login() {
        return (0,login/* logIn */.E)(this.#api, this.#context);
    }
    async read() {
        const { request, clock } = this.#context;
        const { app, api, image } = request;
        this.#app = await readApp(this.#api, app, api, clock.now());
        for (const secret of (0,secret_variables/* secretValues */.V)(variablesOf(this.#app?.config ?? v1_config/* newAppConfig */.qx)))
            this.#context.mask(secret);
        if (image !== undefined) {
            refuseGitBuild(app, this.#app);
            formationAfter(this.#app, request);
        }
        return this.#app === undefined ? undefined : this.#rounds.told(this.#app.state, clock.now());
    }
    #asRead() {
        if (this.#app !== undefined)
            return this.#app;
        throw new errors/* ActionError */.lZ('DEIS_NOT_READ', `App ${this.#context.request.app} has not been read yet.`);
    }
    async serving(plan) {
        const app = this.#asRead();
        const containers = await listContainers(this.#api, plan.app);
        const version = (0,controller_releases/* versionOf */.E4)(app.state.release?.id);
        return {
            phase: 'done',
            release: app.state.release,
            instances: containers.filter(({ release }) => release === version).map(bystander),
            previous: [],
            wanted: app.state.processes,
            crashes: 0,
            problem: { message: 'Deis v1 does not tell which image its tag stood for when it was pulled', certain: true },
        };
    }
    pending() {
        const { request } = this.#context;
        return (0,process_types/* processChanges */.n8)(this.#app?.build?.procfile, procfileFor(this.#app, request), request);
    }
    remarks(plan) {
        return remarksOn(plan, this.#app, this.#context.request);
    }
    imageFor(facts) {
        return imageByTag(facts);
    }
    check(subject) {
        return v1Findings(subject, this.#app);
    }
    async prepare(plan) {
        if (!hasTag(plan.facts.reference)) {
            throw new errors/* ActionError */.lZ('DEIS_V1_DIGEST', `Deis v1 cannot start ${plan.image}: it finds images by their tag only.`, {
                hint: 'Give the image by a tag that never moves, such as the commit.',
            });
        }
        if (this.#app === undefined) {
            const created = await (0,creation/* createApp */.E)(this.#api, plan.app, { id: plan.app });
            if (created === undefined)
                this.#context.note(`${plan.app} was created by somebody else meanwhile`);
            await this.read();
        }
        await this.#tidyUp(plan.app);
        const app = this.#app;
        const { main, given, wanted } = formationAfter(app, this.#context.request);
        const change = (0,v1_config/* configChange */.fg)(plan, app?.config ?? v1_config/* newAppConfig */.qx, main);
        const scale = (0,formation/* differing */.R1)(given, wanted);
        this.#order = { change, given, scale };
        const since = this.#rounds.since(app?.state, change?.parts ?? []);
        const url = app?.state.url;
        return {
            ...{ runId: this.#context.runId, app: plan.app, image: plan.image, before: app?.newest ?? 0, ...since },
            previous: since.settled === undefined ? previousOf(app) : since.previous,
            ...(app?.lastBuild === undefined ? {} : { lastBuild: app.lastBuild }),
            ...(app?.build === undefined ? {} : { builtBefore: app.build.uuid }),
            processes: (0,formation/* processesOf */.L6)(wanted),
            ...(scale.size === 0 ? {} : { was: app?.state.processes ?? firstProcesses }),
            ...(url === undefined ? {} : { url }),
        };
    }
    async #tidyUp(name) {
        const { state, containers } = this.#app ?? {};
        const leftOver = containers?.filter(({ release }) => `v${release}` !== state?.release?.id) ?? [];
        if (state === undefined || containers === undefined || leftOver.length === 0)
            return;
        const versions = [...new Set(leftOver.map(({ release }) => `v${release}`))].join(', ');
        this.#context.note(`Containers of ${versions}, whose deploy never came to its end, are taken away.`);
        await scaleTo(this.#api, name, tooMany(containers, state.processes));
        await this.read();
    }
    rolloutOf({ processes, ...rest }) {
        return { ...rest, wanted: processes };
    }
    async release(rollout) {
        const { app, back } = rollout;
        const { change, given, scale = new Map() } = this.#order ?? {};
        this.#build = undefined;
        this.#refused = false;
        if (back !== undefined)
            await this.#tidyUp(app);
        const newest = this.#app?.newest ?? 0;
        await refuseIfOvertaken(this.#api, rollout, newest);
        if (change !== undefined) {
            const made = await this.#configure(rollout, change);
            await refuseIfOvertaken(this.#api, rollout, newest + made);
        }
        const order = back === undefined ? this.#buildOrder(rollout) : (0,build/* rollbackOrder */.ld)(back);
        const starts = given === undefined ? rollout.wanted : (0,formation/* processesOf */.L6)(given);
        this.#watch = new ContainerWatch();
        this.#build = new V1Build(this.#api, this.#context.clock, app, order, starts);
        this.#scaling = new scaling/* Scaling */.E(scale, (counts) => (0,scaling/* postCounts */.j)(this.#api, app, 'scale/', counts, build/* blockingDeadlineMs */.MU), (answer) => this.#api.refusal(answer, 'scaling').hint);
        return rollout;
    }
    async #configure(rollout, change) {
        const [api, context, redeploys] = [this.#api, this.#context, this.#app?.build !== undefined];
        if (redeploys)
            context.note(`settings first: ${change.parts.join(', ')}`);
        try {
            const limitMs = context.request.timeoutMs ?? (this.#app?.state.healthTimeoutMs ?? 0) + placingMs;
            const made = await postConfig({ api, context, rollout, change, redeploys, limitMs });
            if (redeploys)
                this.#rounds.settled((this.#app?.newest ?? 0) + made, rollout);
            return made;
        }
        catch (error) {
            this.#refused = error instanceof errors/* ActionError */.lZ && error.code === 'DEIS_CONFIG';
            throw error;
        }
    }
    #buildOrder({ image }) {
        const procfile = procfileFor(this.#app, this.#context.request);
        return (0,build/* buildOrder */.Bo)({ image, ...(Object.keys(procfile).length === 0 ? {} : { procfile }) });
    }
    async observe(rollout) {
        const state = this.#build?.state;
        const judged = state?.kind ?? 'none';
        const due = this.#known === undefined || judged !== this.#judged || this.#looks % 4 === 0;
        this.#looks += 1;
        this.#judged = judged;
        const told = state?.kind === 'deployed' ? state.build : undefined;
        const [containers, releases, builds] = await Promise.all([
            listContainers(this.#api, rollout.app),
            due ? newestReleases(this.#api, rollout.app, 20) : this.#releases,
            due && told === undefined && this.#known === undefined ? newestBuilds(this.#api, rollout.app, 20) : this.#builds,
        ]);
        this.#releases = releases;
        this.#builds = builds;
        const ours = oursAmong(releases, rollout, () => told ?? this.#known?.build ?? ourBuild(builds, rollout));
        const now = this.#context.clock.now();
        const known = this.#known?.version;
        const replaces = rollout.previous !== undefined;
        const deployed = phaseOf({ state, releases, ours, known, containers, replaces, image: rollout.image, now });
        const started = this.#order === undefined ? rollout.wanted : (0,formation/* processesOf */.L6)(this.#order.given);
        const up = allUp(containers.filter(({ release }) => release === ours?.version), started);
        const phase = this.#scaling?.after(deployed, up) ?? deployed;
        this.#known = ours ?? this.#known;
        return this.#observation(rollout, containers, ours, phase);
    }
    #observation(rollout, containers, ours, { phase, problem: told }) {
        const now = this.#context.clock.now();
        const mine = containers.filter(({ release }) => ours !== undefined && release === ours.version);
        this.#watch.look(mine, now, this.#haveStarted(rollout, containers, ours));
        const problem = told ?? this.#watch.problem(now);
        return {
            phase,
            release: ours === undefined ? undefined : (0,controller_releases/* releaseRef */.nW)(ours.version, rollout.image),
            instances: mine.map((container) => this.#watch.instanceOf(container)),
            previous: containers.filter((container) => !mine.includes(container)).map(bystander),
            wanted: rollout.wanted,
            crashes: this.#watch.crashes(now),
            ...(problem === undefined ? {} : { problem }),
        };
    }
    #haveStarted(rollout, containers, ours) {
        const state = this.#build?.state.kind;
        if (state === 'deployed')
            return true;
        return state !== 'open' && rollout.previous !== undefined && ours !== undefined && isOver(containers, ours);
    }
    cancel(rollout) {
        return cancel(this.#tools(rollout), cancelDeadlineMs);
    }
    restore(rollout) {
        return restore(this.#tools(rollout));
    }
    #tools(rollout) {
        const { wanted, was = wanted } = rollout;
        const back = { ...rollout, wanted: was };
        return { api: this.#api, context: this.#context, rollout: back, build: this.#build, refused: this.#refused };
    }
    evidence({ app }) {
        const state = this.#build?.state;
        return gather({
            ...{ api: this.#api, app, since: this.#known?.at, watch: this.#watch, now: this.#context.clock.now() },
            advice: state?.kind === 'refused' || state?.kind === 'lost' ? state.hint : undefined,
            words: state?.kind === 'refused' ? state.words : state?.kind === 'fell' ? state.why : this.#scaling?.refusal?.words,
        });
    }
}
function previousOf(app) {
    return app?.state.running === true ? app.state.release : undefined;
}


/***/ })

};
