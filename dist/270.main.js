export const id = 270;
export const ids = [270];
export const modules = {

/***/ 3270:
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
// EXTERNAL MODULE: ./build/platforms/controller/inputs.js
var inputs = __webpack_require__(8275);
;// CONCATENATED MODULE: ./build/platforms/drycc/inputs.js

const appName = /^[a-z][a-z0-9-]{3,61}[a-z0-9]$/;
const reserved = /^(?:drycc(?:-.*)?|kube(?:-.*)?|default)$/;
const shellWords = /["'`$&|;<>*?()\\\n]/;
const workspaceId = /^[0-9a-z]{5,}$/;
function mistakes(draft) {
    const found = [...(0,inputs/* foreignInputs */.eD)(draft, 'Drycc'), ...(0,inputs/* settingsMistakes */.x_)(draft, 'Drycc', 'DRYCC')];
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
            message: 'each login with a password would leave one more token behind on Drycc · give token: `drycc tokens add` makes one',
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
    if (draft.beforeRelease !== undefined) {
        found.push({
            input: 'before-release',
            message: 'Drycc runs commands in what is released, not in what is going to be · the `run` step of a dryccfile comes before the roll-out; else run it when the app starts, or after the deploy',
        });
    }
    const command = draft.settings?.command;
    if (typeof command === 'string' && shellWords.test(command)) {
        found.push({
            input: 'command',
            message: 'holds quotes or signs of a shell · Drycc asks none: it splits at blanks, and hands the words to the image',
        });
    }
    for (const type of (0,inputs/* processTypesIn */.wd)(draft.manifest)) {
        const wrong = ptypeComplaint(type);
        if (wrong !== undefined)
            found.push({ input: 'manifest', message: `names the process type ${type} · ${wrong}` });
    }
    for (const [name, value] of draft.settings?.env ?? []) {
        if (value === '')
            found.push({ input: 'env', message: `has nothing for ${name} · Drycc keeps no empty variables` });
    }
    return found;
}
function ptypeComplaint(type) {
    if (!inputs/* processType */.sY.test(type))
        return inputs/* processTypeRule */.kp;
    if (type.length < 3 || type.length > 63)
        return 'Drycc takes 3 to 63 characters';
    return reserved.test(type) ? 'Drycc keeps that name for itself' : undefined;
}

// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/http/json.js
var http_json = __webpack_require__(3223);
// EXTERNAL MODULE: ./build/inputs/secret-variables.js
var secret_variables = __webpack_require__(5950);
// EXTERNAL MODULE: ./build/platforms/controller/busy.js
var controller_busy = __webpack_require__(7179);
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
// EXTERNAL MODULE: ./build/platforms/controller/probes.js
var controller_probes = __webpack_require__(4877);
;// CONCATENATED MODULE: ./build/platforms/drycc/busy.js



const longestPipelineMs = 30 * 60_000;
const pickedUpMs = 10_000;
async function pipelineUnderWay(api, app, releases, strays, now) {
    const firstEnded = releases.findIndex(({ state }) => state !== 'created');
    const open = releases
        .slice(0, firstEnded < 0 ? undefined : firstEnded)
        .filter(({ build, at: since }) => build !== undefined && !strays.has(build) && since !== undefined && now - since < longestPipelineMs);
    if (open.length === 0)
        return undefined;
    const json = await api.get(`apps/${app}/pods/`, `reading the pods of ${app}`, 'results');
    const labels = new Set((0,http_json/* asArray */._j)((0,http_json.at)(json, 'results')).map((pod) => (0,controller_releases/* versionOf */.E4)((0,http_json/* textAt */.$6)(pod, 'release'))));
    const running = open.find(({ version }) => labels.has(version)) ?? open.findLast((release) => now - (release.at ?? 0) < pickedUpMs);
    return running === undefined ? undefined : (0,controller_busy/* busyWith */.sP)(running);
}

;// CONCATENATED MODULE: ./build/platforms/drycc/config.js

const defaultPort = 5000;
const everywhere = { group: 'global' };
const newAppConfig = {
    ...{ values: [], refs: new Map(), registry: new Map(), limits: new Map(), probes: new Map() },
};
function readConfig(config) {
    return {
        values: (0,http_json/* asArray */._j)((0,http_json.at)(config, 'values')).flatMap((entry) => readValue(entry) ?? []),
        refs: byType(config, 'values_refs', (groups) => (0,http_json/* asArray */._j)(groups).filter((group) => typeof group === 'string')),
        registry: byType(config, 'registry', (login) => ({
            username: (0,http_json/* textAt */.$6)(login, 'username'),
            password: (0,http_json/* textAt */.$6)(login, 'password'),
        })),
        limits: byType(config, 'limits', (plan) => (typeof plan === 'string' ? plan : undefined)),
        probes: byType(config, 'healthcheck', http_json/* asObject */.eB),
    };
}
function readValue(entry) {
    const [name, value] = [(0,http_json/* textAt */.$6)(entry, 'name'), (0,http_json/* textAt */.$6)(entry, 'value')];
    const [ptype, group] = [(0,http_json/* textAt */.$6)(entry, 'ptype'), (0,http_json/* textAt */.$6)(entry, 'group')];
    if (name === undefined || value === undefined)
        return undefined;
    if (ptype !== undefined)
        return { name, value, ptype };
    return group === undefined ? undefined : { name, value, group };
}
function byType(config, field, read) {
    return new Map(Object.entries((0,http_json/* asObject */.eB)((0,http_json.at)(config, field)) ?? {}).flatMap(([type, value]) => {
        const known = read(value);
        return known === undefined ? [] : [[type, known]];
    }));
}
function variablesOf({ values, refs }, type) {
    const groups = [everywhere.group, ...(refs.get(type) ?? [])];
    return new Map([
        ...groups.flatMap((group) => values.filter((value) => value.group === group)),
        ...values.filter((value) => value.ptype === type),
    ].map(({ name, value }) => [name, value]));
}
const several = '\0';
function variablesOfAll(config, types) {
    const all = variablesOf({ ...config, refs: new Map() }, '');
    const each = types.map((type) => variablesOf(config, type));
    const names = new Set(config.values.map(({ name }) => name));
    names.delete('PORT');
    return new Map([...names].map((name) => {
        const value = all.get(name);
        const isSame = value !== undefined && each.every((variables) => variables.get(name) === value);
        return [name, isSame ? value : several];
    }));
}
function portOf(config, type) {
    const text = variablesOf(config, type).get('PORT') ?? '';
    const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
    return port >= 1 && port <= 65_535 ? port : undefined;
}
function withChanges(values, changes) {
    const result = [...values];
    for (const { value, ...key } of changes) {
        const at = result.findIndex((one) => one.name === key.name && one.ptype === key.ptype && one.group === key.group);
        if (at >= 0)
            result.splice(at, 1);
        if (value !== null)
            result.push({ ...key, value });
    }
    return result;
}

;// CONCATENATED MODULE: ./build/platforms/drycc/dryccfile.js


function hasDryccfile(build) {
    return Object.keys(build?.dryccfile ?? {}).length > 0;
}
function pipelinesOf(dryccfile) {
    return Object.entries((0,http_json/* asObject */.eB)(dryccfile['pipeline']) ?? {});
}
function ptypesIn(dryccfile) {
    return pipelinesOf(dryccfile).flatMap(([, pipeline]) => (0,http_json/* textAt */.$6)(pipeline, 'ptype') ?? []);
}
function withValues(dryccfile, { values, refs }) {
    if (sameValues(valuesIn(dryccfile), values))
        return dryccfile;
    const groups = {};
    for (const { name, group, value } of values) {
        if (group !== undefined)
            groups[group] = { ...groups[group], [name]: value };
    }
    const pipeline = pipelinesOf(dryccfile).map(([file, one]) => {
        const type = (0,http_json/* textAt */.$6)(one, 'ptype') ?? '';
        const env = Object.fromEntries(values.filter(({ ptype }) => ptype === type).map(({ name, value }) => [name, value]));
        return [file, { ...(0,http_json/* asObject */.eB)(one), env, config: refs.get(type) ?? [] }];
    });
    return { ...dryccfile, config: groups, pipeline: Object.fromEntries(pipeline) };
}
function valuesIn(dryccfile) {
    const textsIn = (value) => Object.entries((0,http_json/* asObject */.eB)(value) ?? {}).filter((entry) => typeof entry[1] === 'string');
    return [
        ...Object.entries((0,http_json/* asObject */.eB)(dryccfile['config']) ?? {}).flatMap(([group, values]) => textsIn(values).map(([name, value]) => ({ name, value, group }))),
        ...pipelinesOf(dryccfile).flatMap(([, pipeline]) => textsIn((0,http_json.at)(pipeline, 'env')).map(([name, value]) => ({ name, value, ptype: (0,http_json/* textAt */.$6)(pipeline, 'ptype') ?? '' }))),
    ];
}
function sameValues(some, others) {
    const key = ({ name, value, ptype, group }) => JSON.stringify([name, value, ptype, group]);
    const known = new Set(some.map(key));
    return some.length === others.length && others.every((value) => known.has(key(value)));
}
function refuseForeignBuild(name, build) {
    if (build === undefined)
        return;
    if (build.sha !== '') {
        throw new errors/* ActionError */.lZ('DRYCC_GIT_BUILD', `App ${name} was built by Drycc from a git push (${build.sha.slice(0, 12)}).`, {
            hint: 'Deploy the image to a new app, or change this one by hand once with `drycc pull`.',
        });
    }
    const own = pipelinesOf(build.dryccfile).find(([, file]) => (0,http_json.at)(file, 'deploy', 'image') !== undefined || (0,http_json.at)(file, 'build') !== undefined);
    if (own === undefined)
        return;
    throw new errors/* ActionError */.lZ('DRYCC_DRYCCFILE', `The dryccfile of ${name} chooses an image of its own in ${own[0]}.`, {
        hint: 'Such an app cannot be deployed by a single image. Take `image` and `build` out of it, or deploy with `drycc pull`.',
    });
}

;// CONCATENATED MODULE: ./build/platforms/drycc/limit-plans.js


async function readPlans(api) {
    const json = await api.get('limits/plans/?limit=1000', 'reading the limit plans', 'results');
    return (0,http_json/* asArray */._j)((0,http_json.at)(json, 'results')).flatMap((plan) => {
        const [id, cpu, memory] = [(0,http_json/* textAt */.$6)(plan, 'id'), (0,http_json/* numberAt */.tk)(plan, 'cpu'), (0,http_json/* numberAt */.tk)(plan, 'memory')];
        if (id === undefined || cpu === undefined || memory === undefined || (0,http_json.at)(plan, 'disabled') === true)
            return [];
        return [{ id, spec: (0,http_json/* textAt */.$6)(plan, 'spec', 'id') ?? '', cpu, memoryMb: memory * 1_024 }];
    });
}
function planWith(plans, memoryMb, now) {
    const current = plans.find(({ id }) => id === now);
    const fitting = plans.filter((plan) => plan.memoryMb === memoryMb);
    const rank = ({ spec, cpu }) => [
        Number(current !== undefined && spec !== current.spec),
        Number(current !== undefined && cpu !== current.cpu),
        cpu,
    ];
    const [best] = fitting.sort((a, b) => compare(rank(a), rank(b)));
    if (best !== undefined)
        return best;
    const sizes = [...new Map(plans.map((plan) => [plan.memoryMb, plan]))]
        .sort(([a], [b]) => a - b)
        .map(([size]) => (size % 1_024 === 0 ? `${size / 1_024}G` : `${size}M`));
    throw new errors/* ActionError */.lZ('DRYCC_NO_PLAN', `No limit plan of this Drycc has ${memoryMb} MB of memory`, {
        hint: sizes.length === 0
            ? 'Its operator has made none. Leave `memory` out.'
            : `Write one of these sizes as \`memory\`: ${sizes.join(', ')}. \`drycc limits plans\` lists the plans.`,
    });
}
function compare(a, b) {
    const differs = a.findIndex((value, index) => value !== b[index]);
    return differs < 0 ? 0 : (a[differs] ?? 0) - (b[differs] ?? 0);
}

;// CONCATENATED MODULE: ./build/platforms/drycc/app.js











const firstType = 'web';
const deployTimeoutMs = 120_000;
const probeAllowanceMs = 30_000;
async function readApp(api, { app: name, api: url, settings: asked }, plans, strays, now) {
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
    const count = (0,http_json.at)(releases, 'count');
    const serving = newest.find(succeeded) ??
        (typeof count === 'number' && count > newest.length ? await (0,controller_releases/* findRelease */.dv)(api, name, succeeded) : undefined);
    const build = serving === undefined ? undefined : await buildOf(api, name, serving.version);
    const known = { build, config: readConfig(config), counts: (0,controller_formation/* readCounts */.ZQ)(app.value) };
    const publicName = (0,http_json/* asArray */._j)((0,http_json.at)(domains, 'results')).find((domain) => (0,http_json/* textAt */.$6)(domain, 'ptype') === firstType);
    const domain = (0,http_json/* textAt */.$6)(publicName, 'domain');
    const busy = await pipelineUnderWay(api, name, newest, strays, now);
    return {
        ...known,
        workspace: (0,http_json/* textAt */.$6)(app.value, 'workspace'),
        newest: newest[0]?.version ?? 0,
        autodeploy: (0,http_json.at)(settings, 'autodeploy') !== false,
        autorollback: (0,http_json.at)(settings, 'autorollback') !== false,
        state: {
            id: name,
            running: serving !== undefined && [...known.counts.values()].some((wanted) => wanted > 0),
            release: serving === undefined ? undefined : (0,controller_releases/* releaseRef */.nW)(serving.version, build?.image),
            processes: (0,controller_formation/* processesOf */.L6)(known.counts),
            settings: settingsOf(known, serving !== undefined, asked, plans),
            url: domain === undefined ? undefined : `${url.protocol}//${domain}`,
            healthTimeoutMs: healthTimeoutMs(known.config),
            ...(busy === undefined ? {} : { busy }),
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
function typesOf(build) {
    const pipeline = ptypesIn(build?.dryccfile ?? {});
    const procfile = Object.keys(build?.procfile ?? {});
    if (pipeline.length > 0)
        return pipeline;
    return procfile.length > 0 ? procfile : [firstType];
}
function filesFor(build, { settings: { command }, manifest }) {
    const { dryccfile = {} } = build ?? {};
    const procfile = (0,process_types/* procfileIn */.QF)(manifest) ?? build?.procfile ?? {};
    if (hasDryccfile(build) && (command !== undefined || manifest !== undefined)) {
        const input = command === undefined ? 'manifest' : 'command';
        throw new errors/* ActionError */.lZ('DRYCC_COMMAND', `The app’s dryccfile says what is started, and ${input} is another word for it`, {
            hint: `Leave \`${input}\` out, or change the dryccfile.`,
        });
    }
    if (command === undefined)
        return { procfile, dryccfile };
    const main = mainOf(typesOf({ procfile, dryccfile }));
    const { [main]: _, ...others } = procfile;
    return { procfile: command === null ? others : { [main]: command, ...others }, dryccfile };
}
function mainOf(types) {
    return types.includes(firstType) ? firstType : (types[0] ?? firstType);
}
function formationAfter(app, asked) {
    const counts = app?.counts ?? new Map();
    const formation = formationOf(counts, typesOf(filesFor(app?.build, asked)));
    return (0,process_types/* refuseNothing */.OX)((0,controller_formation/* scaled */.vK)(formation, asked.settings.instances), counts, asked);
}
function formationOf(counts, types) {
    const given = new Map([...counts].map(([type]) => [type, 0]));
    for (const type of types)
        given.set(type, counts.get(type) ?? (type === firstType ? 1 : 0));
    return { main: mainOf(types), types, given, wanted: given };
}
function settingsOf(app, serves, asked, plans) {
    const { build, config } = app;
    const { main, wanted, types } = formationAfter(app, { settings: {} });
    const port = portOf(config, main) ?? (serves ? defaultPort : undefined);
    const memoryMb = plans.find(({ id }) => id === config.limits.get(main))?.memoryMb;
    const healthCheck = (0,controller_probes/* checkOf */.EG)(config.probes.get(main), asked.port ?? port);
    const command = build?.procfile[main];
    return {
        instances: new Map([...wanted, ['', wanted.get(main) ?? 0]]),
        env: variablesOfAll(config, types),
        ...(port === undefined ? {} : { port }),
        ...(memoryMb === undefined ? {} : { memoryMb }),
        ...(healthCheck === undefined ? {} : { healthCheck }),
        ...(command === undefined ? {} : { command }),
    };
}
function planFor({ limits }, { memoryMb }, plans, main) {
    return memoryMb === undefined ? undefined : planWith(plans, memoryMb, limits.get(main)).id;
}
function healthTimeoutMs(config) {
    const seconds = Number(variablesOf(config, firstType).get('DRYCC_DEPLOY_TIMEOUT') ?? Number.NaN);
    return (Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : deployTimeoutMs) + probeAllowanceMs;
}

// EXTERNAL MODULE: ./build/image/ports.js
var ports = __webpack_require__(9330);
;// CONCATENATED MODULE: ./build/platforms/drycc/config-change.js



const oneOff = 'run';
function configChange(plan, of) {
    const { config, main, types } = of;
    const now = portOf(config, main) ?? defaultPort;
    const port = portAfter(plan, of);
    const values = [
        ...(port === now ? [] : [{ name: 'PORT', value: String(port), ptype: main }]),
        ...variableChanges(plan.settings.env ?? new Map(), of),
    ];
    const { registry } = plan;
    const strangers = [...types, oneOff].filter((type) => {
        const stored = config.registry.get(type);
        return registry !== undefined && (stored?.username !== registry.username || stored.password !== registry.password);
    });
    const probes = {
        ...(port === now ? {} : (0,controller_probes/* movedProbes */.zC)(config.probes.get(main) ?? {}, now, port)),
        ...(plan.settings.healthCheck === undefined ? {} : (0,controller_probes/* probesFor */.t2)(plan.settings.healthCheck, port)),
    };
    const change = {
        ...(values.length === 0 ? {} : { values }),
        ...(registry === undefined || strangers.length === 0
            ? {}
            : {
                registry: Object.fromEntries(strangers.map((type) => [type, { username: registry.username, password: registry.password }])),
            }),
        ...(plan.settings.memoryMb === undefined || of.plan === undefined ? {} : { limits: { [main]: of.plan } }),
        ...(Object.keys(probes).length === 0 ? {} : { healthcheck: { [main]: probes } }),
    };
    return Object.keys(change).length === 0 ? undefined : change;
}
function portAfter({ settings, facts }, { config, main, serves }) {
    const set = settings.port ?? portOf(config, main);
    return set ?? (serves ? defaultPort : ((0,ports/* lowestTcpPort */.Z)(facts) ?? defaultPort));
}
function variableChanges(env, { config, types }) {
    const { values } = config;
    return [...env].flatMap(([name, value]) => {
        if (value === null) {
            return values
                .filter((one) => one.name === name)
                .map(({ ptype, group }) => ({ name, value, ...(ptype === undefined ? { group } : { ptype }) }));
        }
        const isSet = values.some((one) => one.name === name && one.group === everywhere.group && one.value === value);
        const others = types.filter((type) => {
            const found = variablesOf({ ...config, values: values.filter((one) => one.group !== everywhere.group) }, type);
            return found.has(name) && found.get(name) !== value;
        });
        return [...(isSet ? [] : [{ name, value, ...everywhere }]), ...others.map((ptype) => ({ name, value, ptype }))];
    });
}
function partsOf(change) {
    const names = [...new Set((change.values ?? []).map(({ name }) => name))];
    const variables = names.filter((name) => name !== 'PORT');
    return [
        ...(names.includes('PORT') ? ['PORT'] : []),
        ...(variables.length === 0 ? [] : [variables.length > 3 ? `${variables.length} variables` : variables.join(', ')]),
        ...(change.registry === undefined ? [] : ['the registry credentials']),
        ...(change.limits === undefined ? [] : ['memory']),
        ...(change.healthcheck === undefined ? [] : ['the health check']),
    ];
}

// EXTERNAL MODULE: ./build/platforms/app-log.js
var app_log = __webpack_require__(1555);
// EXTERNAL MODULE: ./build/platforms/controller/causes.js
var causes = __webpack_require__(2670);
// EXTERNAL MODULE: ./build/platforms/controller/words.js
var controller_words = __webpack_require__(3001);
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
    const text = await ask(api, app, pod, { lines, previous, deadlineMs });
    return text === undefined ? undefined : logOf(pod, text);
}
function readLog(api, app, pod) {
    return ask(api, app, pod, { lines: 2_000, previous: false, deadlineMs: 5_000 });
}
async function ask(api, app, pod, wanted) {
    try {
        const { url, headers, signal, clock } = api.addressed(`apps/${app}/pods/${encodeURIComponent(pod)}/logs`);
        const texts = await askByWebSocket({
            ...{ url, signal, clock, maxBytes, deadlineMs: wanted.deadlineMs },
            headers: { ...headers, 'user-agent': version/* userAgent */.N },
            message: JSON.stringify({ lines: wanted.lines, follow: false, container: '', previous: wanted.previous }),
        });
        return texts.join('');
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
    const { api, app, exception, refusal, watch, described } = options;
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
        refusal?.words ??
        watch.problem(Infinity)?.message ??
        events.at(-1);
    const hint = (0,causes/* hintFor */.J)(cause, failure?.cause) ?? refusal?.hint ?? (0,causes/* hintFor */.J)(...facts);
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
            .filter((event) => tellingReasons.has((0,http_json/* textAt */.$6)(event, 'reason') ?? ''))
            .map((event) => `${name}: ${(0,http_json/* textAt */.$6)(event, 'message') ?? (0,http_json/* textAt */.$6)(event, 'reason')}`),
        log,
    };
}
function endOf(pod, container) {
    for (const state of ['state', 'lastState']) {
        const terminated = (0,http_json.at)(container, state, 'terminated');
        if (terminated === undefined)
            continue;
        const code = (0,http_json/* numberAt */.tk)(terminated, 'exitCode');
        const restarts = (0,http_json/* numberAt */.tk)(container, 'restartCount') ?? 0;
        const parts = [
            (0,http_json/* textAt */.$6)(terminated, 'reason') ?? 'ended',
            code === undefined ? undefined : `exit code ${code}`,
            (0,http_json/* textAt */.$6)(terminated, 'message'),
            restarts === 0 ? undefined : `restarted ${restarts} times`,
        ].filter((part) => part !== undefined && part !== '');
        return `${pod}: ${parts.join(', ')}`;
    }
    const reason = (0,http_json/* textAt */.$6)(container, 'reason');
    const message = (0,http_json/* textAt */.$6)(container, 'message');
    if (reason === undefined || reason === '')
        return undefined;
    return `${pod}: ${reason}${message === undefined || message === '' ? '' : `, ${message}`}`;
}
async function results(api, path) {
    try {
        const answer = await api.call('GET', path, undefined, { retry: 'never', deadlineMs: 10_000 });
        return answer.status === 200 ? (0,http_json/* asArray */._j)((0,http_json.at)(answer.json, 'results')) : [];
    }
    catch {
        return [];
    }
}

// EXTERNAL MODULE: ./build/platforms/controller/history.js
var controller_history = __webpack_require__(7960);
// EXTERNAL MODULE: ./build/platforms/controller/past.js
var past = __webpack_require__(586);
// EXTERNAL MODULE: ./build/platforms/controller/way-to.js
var way_to = __webpack_require__(1709);
;// CONCATENATED MODULE: ./build/platforms/drycc/history.js








function dryccHistory(tools, adopt) {
    const { api, context } = tools;
    const { app: name } = context.request;
    return new controller_history/* ControllerHistory */.x(tools, {
        noBuild: 'DRYCC_NO_BUILD',
        async list() {
            const releases = await (0,controller_releases/* newestReleases */.lC)(api, name, past/* mostReleases */.u);
            const images = new Map(releases.flatMap((release) => {
                const image = (0,controller_releases/* imageIn */.Lp)(release);
                return release.build === undefined || image === undefined ? [] : [[release.build, image]];
            }));
            return releases.map((release) => ({
                ...{ release, image: images.get(release.build ?? ''), failed: whyNot(release) },
            }));
        },
        buildOf: ({ release }) => buildOf(api, name, release.version),
        wayTo({ release }, build, all) {
            const app = tools.app();
            refuseForeignBuild(name, build);
            const types = typesOf(build);
            refuseStrangers((0,controller_releases/* releaseRef */.nW)(release.version).label, types, app.counts);
            const formation = started(formationOf(app.counts, types), app);
            const { given, wanted } = formation;
            adopt({ given, scale: (0,controller_formation/* differing */.R1)(given, wanted) });
            return (0,way_to/* wayTo */.b)({
                ...{ context, app, release, build, formation, typesBefore: typesOf(app.build) },
                releases: all.map((listed) => listed.release),
                remarks: [...(0,controller_formation/* stoppedBy */.$)(given, app.counts).keys()].map((type) => `The process type ${type} is none of that release: it is stopped.`),
            });
        },
    });
}
function whyNot({ state, failed }) {
    if (failed || state === 'crashed')
        return 'its deploy failed';
    return state === 'succeed' ? undefined : 'it was never deployed to its end';
}
function refuseStrangers(label, types, counts) {
    if (counts.size === 0 || types.some((type) => counts.has(type)))
        return;
    throw new errors/* ActionError */.lZ('DRYCC_NO_WAY_BACK', `Drycc cannot go back to ${label}: of its process types (${types.join(', ')}) the app has none.`, { hint: 'Deploy its image again, with its process types.' });
}
function started(formation, { build, counts }) {
    const { main, given } = formation;
    const before = mainOf(typesOf(build));
    const count = (0,controller_formation/* processesOf */.L6)(given).length === 0 ? 1 : main === before ? 0 : (counts.get(before) ?? 0);
    if ((given.get(main) ?? 0) > 0 || count === 0)
        return formation;
    return { ...formation, wanted: new Map([...formation.wanted, [main, count]]) };
}

// EXTERNAL MODULE: ./build/platforms/controller/counts-back.js
var counts_back = __webpack_require__(3684);
// EXTERNAL MODULE: ./build/platforms/controller/looking.js
var looking = __webpack_require__(6921);
// EXTERNAL MODULE: ./build/platforms/overtaken.js
var overtaken = __webpack_require__(9498);
;// CONCATENATED MODULE: ./build/platforms/drycc/pipeline.js









const writeDeadlineMs = 60_000;
const lookEveryMs = 3_000;
const pipeline_pickedUpMs = 8_000;
async function setAutodeploy({ api, app }, autodeploy) {
    const answer = await api.call('POST', `apps/${app}/settings/`, { autodeploy }, { retry: 'safe' });
    const isSet = answer.status === 201 && (0,http_json.at)(answer.json, 'autodeploy') === autodeploy;
    if (isSet || (answer.status === 409 && (0,controller_words/* saysUnchanged */.sc)(answer.words)))
        return;
    throw api.refusal(answer, `turning autodeploy of ${app} ${autodeploy ? 'on' : 'off'}`);
}
async function withoutAutodeploy(tools, write) {
    const { context } = tools;
    await setAutodeploy(tools, false);
    let written;
    try {
        written = await write();
    }
    catch (error) {
        if (!context.signal.aborted)
            await setAutodeploy(tools, true).catch((other) => context.note((0,errors/* messageOf */.bD)(other)));
        throw error;
    }
    await setAutodeploy(tools, true);
    return written;
}
async function postConfig({ api, app }, change) {
    const answer = await api.call('POST', `apps/${app}/config/`, change, { deadlineMs: writeDeadlineMs, retry: 'safe' });
    const isTaken = answer.status === 201 && (0,http_json.at)(answer.json, 'values') !== undefined;
    if (isTaken || (answer.status === 409 && (0,controller_words/* saysUnchanged */.sc)(answer.words)))
        return;
    if (answer.status === 400 && (0,controller_words/* saysBusy */.yY)(answer.words))
        throw new overtaken/* Overtaken */.c(answer.words);
    const doing = `setting ${partsOf(change).join(' and ')} of ${app}`;
    throw api.refusal({ ...answer, words: (0,controller_words/* withoutQuotes */.Yg)(answer.words) }, doing);
}
async function postBuild(tools, rollout, body) {
    const { api, context, app } = tools;
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
            return { rollout: { ...rollout, build: posted.uuid } };
        const isBusy = answer?.status === 400 && (0,controller_words/* saysBusy */.yY)(answer.words);
        if (answer !== undefined && answer.status >= 300 && answer.status < 499 && !isBusy) {
            throw api.refusal({ ...answer, words: (0,controller_words/* withoutQuotes */.Yg)(answer.words) }, `deploying ${app}`);
        }
        const made = (await (0,controller_releases/* newestReleases */.lC)(api, app, 10)).find((it) => it.version > rollout.before && (0,controller_releases/* deploys */.hn)(it, rollout.image));
        if (made !== undefined) {
            const { version, build } = made;
            return {
                rollout: { ...rollout, version, ...(build === undefined ? {} : { build }) },
                ...(answer !== undefined && isBusy ? { refused: answer.words } : {}),
            };
        }
        if (builds >= 2)
            throw answer === undefined ? why : api.refusal(answer, `deploying ${app}`);
        const said = answer === undefined ? (0,errors/* messageOf */.bD)(why) : `${answer.status}: ${answer.words}`;
        context.note(`${said}; no release was made: trying again`);
    }
}
async function deployNewest(tools, { rollout, refused }) {
    const { api, context, app } = tools;
    let words = refused;
    for (const force of [false, true]) {
        if (words === undefined) {
            const answer = await orderDeploy(tools, rollout, force);
            if (answer === undefined || answer.status === 204)
                return undefined;
            if (answer.status !== 400 || !(0,controller_words/* saysBusy */.yY)(answer.words))
                throw api.refusal(answer, `deploying ${app}`);
            words = answer.words;
        }
        if (force || context.request.ifBusy !== 'replace')
            return words;
        context.note(`${words}: taking over`);
        words = undefined;
    }
    return words;
}
async function orderDeploy(tools, rollout, force) {
    const { api, context, app } = tools;
    for (let orders = 1;; orders += 1) {
        let answer;
        let why;
        try {
            answer = await api.call('POST', `apps/${app}/releases/deploy/`, { force }, { deadlineMs: writeDeadlineMs });
        }
        catch (error) {
            if (context.signal.aborted)
                throw error;
            why = error;
        }
        if (answer !== undefined && answer.status < 500 && answer.status !== 408)
            return answer;
        const { clock, signal } = context;
        const begun = await (0,looking/* lookUntil */.c)(clock, signal, { everyMs: lookEveryMs, forMs: pipeline_pickedUpMs }, async () => {
            const [releases, pods] = await Promise.all([(0,controller_releases/* newestReleases */.lC)(api, app, 10), (0,controller_pods/* listPods */.BG)(api, app)]);
            const ours = (0,controller_rollout/* findOurs */.ZA)(releases, rollout);
            const isBegun = ours?.state !== 'created' || pods.some((pod) => pod.release === ours.version);
            return ours !== undefined && isBegun ? true : undefined;
        });
        if (begun === true)
            return undefined;
        if (orders >= 2) {
            if (answer === undefined)
                throw why;
            return answer;
        }
    }
}

;// CONCATENATED MODULE: ./build/platforms/drycc/restoration.js












const budgetMs = 75_000;
const restoration_lookEveryMs = 2_500;
const ownRollbackMs = 15_000;
const restoration_pickedUpMs = 8_000;
const scaleMs = 20_000;
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
    if (rollout.pausesAutodeploy === true)
        await setAutodeploy({ api, app: rollout.app }, true);
    const restored = await goBack(tools);
    const { counts = [], app, was } = rollout;
    if (counts.length === 0 || restored.serves === undefined)
        return restored;
    const scaleTo = async (due) => {
        await (0,scaling/* postCounts */.j)(api, app, 'ptypes/scale/', Object.fromEntries(due), scaleMs);
        await (0,looking/* lookUntil */.c)(context.clock, context.signal, { everyMs: restoration_lookEveryMs, forMs: scaleMs }, async () => (0,controller_formation/* differing */.R1)(await (0,counts_back/* countsOf */.m)(api, app), due).size === 0 ? true : undefined);
    };
    const left = await (0,counts_back/* countsBack */.g)(api, app, counts, scaleTo);
    const pods = await (0,proof/* podsUp */.Yr)(api, context, app, was, () => true, scaleMs);
    return { ...restored, ...pods, ...(left === undefined ? {} : { left }) };
}
async function goBack(tools) {
    const { api, context, rollout } = tools;
    const { clock, signal } = context;
    const seen = await (0,looking/* lookUntil */.c)(clock, signal, { everyMs: restoration_lookEveryMs, forMs: appearMs }, async () => {
        const releases = await (0,controller_releases/* newestReleases */.lC)(api, rollout.app, 50);
        const ours = (0,controller_rollout/* findOurs */.ZA)(releases, rollout) ?? (0,controller_rollout/* ownSettings */.SN)(releases, rollout);
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
    if (target === undefined)
        return (0,proof/* nothingBefore */.TR)(rollout);
    if (earlier !== undefined)
        return watchRollback(tools, target, earlier.version);
    if (ours.state === 'created' && !pods.some((pod) => pod.release === ours.version)) {
        const began = await (0,looking/* lookUntil */.c)(clock, signal, { everyMs: restoration_lookEveryMs, forMs: restoration_pickedUpMs }, async () => (await hasPods(api, rollout, ours)) ? true : undefined);
        if (began === undefined && waitsForAnother(releases, ours))
            return neverDeployed(tools, ours);
    }
    if (rollout.config === undefined && (ours.state === 'crashed' || ours.failed)) {
        const old = (pod) => pod.release !== undefined && pod.release <= target.version;
        const seen = await (0,proof/* podsUp */.Yr)(api, context, rollout.app, rollout.was, old, ownRollbackMs);
        if (seen.verified && !(await hasPods(api, rollout, ours))) {
            return { serves: await refOf(tools, target), ...seen, how: 'the controller rolled back by itself' };
        }
    }
    return rollBack(tools, target);
}
function waitsForAnother(releases, ours) {
    const firstEnded = releases.findIndex(({ state }) => state !== 'created');
    const open = releases.slice(0, firstEnded < 0 ? undefined : firstEnded);
    return open.some((it) => it.version < ours.version && / (?:deployed|rolled back to) /.test(it.summary));
}
async function neverDeployed({ api, context, rollout }, ours) {
    const seen = await (0,proof/* podsUp */.Yr)(api, context, rollout.app, rollout.was, (pod) => pod.release !== ours.version, 0);
    const how = `release v${ours.version} was never deployed, another pipeline was running`;
    const left = rollout.config === undefined ? {} : { left: `Settings stay with it: ${rollout.config.join(', ')}.` };
    return { serves: rollout.previous, ...seen, how, ...left };
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
        const version = answer.status === 201 ? (0,http_json/* numberAt */.tk)(answer.json, 'version') : undefined;
        if (version !== undefined)
            return version;
        if (answer.status === 400 && (0,controller_words/* saysBusy */.yY)(answer.words))
            return undefined;
        throw api.refusal(answer, `rolling ${rollout.app} back to release v${target.version}`);
    });
    if (made === undefined) {
        const how = `the rollback to release v${target.version} was refused: another pipeline runs`;
        return { serves: undefined, verified: false, running: 0, wanted: (0,controller_pods/* wantedOf */.Lm)(rollout.was), how };
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
        return release?.state === 'succeed' && (0,controller_pods/* allUp */.Hx)(pods, rollout.was) ? 'up' : undefined;
    });
    const why = release?.exception === undefined ? '' : `: ${(0,controller_words/* deployFailure */.on)(release.exception).cause}`;
    return {
        serves: (0,controller_releases/* releaseRef */.nW)(version, (await buildOf(api, rollout.app, target.version))?.image),
        verified: done === 'up',
        running: (0,controller_pods/* runningOf */.Tx)(pods, rollout.was),
        wanted: (0,controller_pods/* wantedOf */.Lm)(rollout.was),
        how: done === 'crashed'
            ? `the rollback to release v${target.version} failed${why}`
            : `rolled back to release v${target.version}`,
    };
}

;// CONCATENATED MODULE: ./build/platforms/drycc/phase.js



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
    const newer = takenOver(releases, pods, ours.version);
    if (newer !== undefined)
        return (0,controller_busy/* superseded */.zT)(newer);
    return { phase: ours.state === 'succeed' ? 'done' : 'moving' };
}

;// CONCATENATED MODULE: ./build/platforms/drycc/remarks.js




function remarksOn(app, asked) {
    if (asked.manifest?.kind !== 'procfile')
        return [];
    const { types, given, wanted } = formationAfter(app, asked);
    const { procfile } = filesFor(app?.build, asked);
    const stopped = app === undefined ? [] : [...(0,controller_formation/* stoppedBy */.$)(given, app.counts).keys()];
    const forShells = Object.keys(procfile).filter((type) => shellWords.test(procfile[type] ?? ''));
    return [
        ...stopped.map((type) => `the process type ${type} is not in the Procfile any more: it is stopped`),
        ...(0,process_types/* notStarted */.DY)(types, wanted, asked),
        ...(forShells.length === 0
            ? []
            : [
                `no shell reads the commands of ${forShells.join(', ')}: quotes, $ and the like go as they are to the image’s ENTRYPOINT, split at blanks`,
            ]),
    ];
}

;// CONCATENATED MODULE: ./build/platforms/drycc/rollback.js






async function postRollback(tools, rollout) {
    const { api, context, app } = tools;
    const { back: version, before } = rollout;
    for (let orders = 1;; orders += 1) {
        let answer;
        let why;
        try {
            const path = `apps/${app}/releases/rollback/`;
            answer = await api.call('POST', path, { version }, { deadlineMs: writeDeadlineMs });
        }
        catch (error) {
            if (context.signal.aborted)
                throw error;
            why = error;
        }
        const made = answer?.status === 201 ? (0,http_json/* numberAt */.tk)(answer.json, 'version') : undefined;
        if (made !== undefined && made > before)
            return { rollout: { ...rollout, version: made } };
        if (answer?.status === 400 && (0,controller_words/* saysBusy */.yY)(answer.words))
            return { rollout, refused: answer.words };
        const doing = `rolling ${app} back to release v${version}`;
        if (answer !== undefined && answer.status >= 300 && answer.status < 499)
            throw api.refusal(answer, doing);
        const found = (0,controller_rollout/* findOurs */.ZA)(await (0,controller_releases/* newestReleases */.lC)(api, app, 10), rollout);
        if (found !== undefined)
            return { rollout: { ...rollout, version: found.version } };
        if (orders >= 2)
            throw answer === undefined ? why : api.refusal(answer, doing);
        const said = answer === undefined ? (0,errors/* messageOf */.bD)(why) : `${answer.status}: ${answer.words}`;
        context.note(`${said}; no release was made: trying again`);
    }
}

;// CONCATENATED MODULE: ./build/platforms/drycc/rounds.js

const refusalMs = 30_000;
const killedWorker = 'nothing of it is to be seen, and a worker that was killed holds its lock for an hour';
class Rounds {
    strays = new Set();
    busy = false;
    #refusals = new controller_busy/* Refusals */.qY(refusalMs, killedWorker);
    #settled = [];
    refused({ build, back, config = [] }, words, now) {
        if (build !== undefined && back === undefined)
            this.strays.add(build);
        this.#settled = config;
        return this.#refusals.refused(words, this.#leftSoFar(), now);
    }
    told({ busy: _, ...state }, seen, now) {
        const busy = this.#refusals.busy(seen, now);
        this.busy = busy !== undefined;
        return busy === undefined ? state : { ...state, busy: (0,controller_busy/* withNote */.dW)(busy, this.#leftSoFar()) };
    }
    config(parts) {
        const config = [...new Set([...this.#settled, ...parts])];
        return config.length === 0 ? {} : { config };
    }
    #leftSoFar() {
        if (this.strays.size === 0)
            return '';
        const settings = this.#settled.length === 0 ? '' : ` (with ${this.#settled.join(', ')})`;
        return ` · the build of this run${settings} is the newest release, and not deployed`;
    }
}

// EXTERNAL MODULE: ./build/image/rule.js
var rule = __webpack_require__(6562);
// EXTERNAL MODULE: ./build/platforms/controller/login-rules.js
var login_rules = __webpack_require__(2691);
;// CONCATENATED MODULE: ./build/platforms/drycc/rules.js




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

;// CONCATENATED MODULE: ./build/platforms/drycc/command-release.js



async function refuseOtherRelease(api, name, app) {
    const releases = await (0,controller_releases/* newestReleases */.lC)(api, name, 10);
    const chosen = app.autorollback ? releases.find(({ failed }) => !failed) : releases[0];
    const serving = (0,controller_releases/* versionOf */.E4)(app.state.release?.id);
    if (chosen === undefined || chosen.version === serving || succeeded(chosen))
        return;
    if (chosen.build === app.build?.uuid)
        return;
    const why = chosen.failed ? 'has failed' : 'is not deployed';
    throw new errors/* ActionError */.lZ('DRYCC_COMMAND', `Drycc would run the command in release v${chosen.version}, which ${why}: what serves is release v${serving}.`, {
        hint: chosen.failed
            ? 'Go back to the release that serves, or deploy an image that starts; then run this job again.'
            : 'When its deploy is under way, run this job again after it. Else deploy it (drycc releases deploy), or an image, first.',
    });
}

;// CONCATENATED MODULE: ./build/platforms/drycc/run-pods.js


async function listRunPods(api, app) {
    const doing = `reading the pods of ${app}`;
    const pods = (0,controller_api/* entriesOf */.Mc)(await api.get(`apps/${app}/pods/`, doing, 'results'), readPod, doing);
    return pods.filter(({ type }) => type === 'run');
}
function readPod(value) {
    const [name, state] = [(0,http_json/* textAt */.$6)(value, 'name'), (0,http_json/* textAt */.$6)(value, 'state')];
    return name === undefined || state === undefined ? undefined : { name, state, type: (0,http_json/* textAt */.$6)(value, 'type') };
}
async function wordsOf(api, app, pod) {
    const container = await describe(api, app, pod);
    return container === undefined ? undefined : (0,http_json/* asArray */._j)((0,http_json.at)(container, 'args'));
}
async function run_pods_endOf(api, app, pod) {
    const ended = (0,http_json.at)(await describe(api, app, pod), 'state', 'terminated');
    return { exitCode: (0,http_json/* numberAt */.tk)(ended, 'exitCode'), reason: (0,http_json/* textAt */.$6)(ended, 'reason') };
}
async function describe(api, app, pod) {
    const doing = `reading the pod ${pod}`;
    const answer = await api.call('GET', `apps/${app}/pods/${encodeURIComponent(pod)}/describe/`);
    if (answer.status === 400 && /not found/.test(answer.words))
        return undefined;
    const found = (0,http_json/* asArray */._j)((0,http_json.at)(answer.json, 'results'))[0];
    if (answer.status !== 200 || found === undefined)
        throw api.refusal(answer, doing);
    return found;
}

;// CONCATENATED MODULE: ./build/platforms/drycc/tasks.js








const tasks_writeDeadlineMs = 60_000;
const tasks_appearMs = 15_000;
const tasks_lookEveryMs = 2_000;
const graceSeconds = 5;
const expirySeconds = 600;
const cancelDeadlineMs = 4_000;
const noEnd = { exitCode: undefined, reason: undefined };
class DryccTasks {
    anyImage = false;
    #api;
    #context;
    #app;
    #told = [];
    #pending;
    #isForbidden = false;
    constructor(api, context, app) {
        this.#api = api;
        this.#context = context;
        this.#app = app;
    }
    async start({ command, timeoutMs, memoryMb, diskMb }) {
        refuse(command, memoryMb ?? diskMb);
        const { app } = this.#context.request;
        await refuseOtherRelease(this.#api, app, this.#app());
        const known = new Set((await listRunPods(this.#api, app)).map(({ name }) => name));
        const timeout = Math.ceil(timeoutMs / 1_000) + graceSeconds;
        const lost = await this.#order(app, { command, timeout, expires: expirySeconds });
        const pod = await this.#podOf(app, known, command.split(/\s+/).filter(Boolean));
        if (pod === undefined)
            throw uncertain(lost ?? 'Drycc has taken the command, and shows no pod of it');
        return { runId: this.#context.runId, app, id: pod.name };
    }
    async #order(app, body) {
        let answer;
        try {
            answer = await this.#api.call('POST', `apps/${app}/run/`, body, { deadlineMs: tasks_writeDeadlineMs });
        }
        catch (error) {
            if (error instanceof errors/* Cancelled */.cJ || (error instanceof http_errors/* NetworkError */.Dr && !error.mayHaveActed))
                throw error;
            return `The answer to the command was lost: ${(0,errors/* messageOf */.bD)(error)}`;
        }
        const { status, json, words } = answer;
        if (status === 204)
            return undefined;
        const refusal = this.#api.refusal(answer, `running the command in ${app}`);
        const isRefused = status === 503 && json !== undefined && /\(run\): /.test(words);
        if (isRefused || (status >= 300 && status < 499 && status !== 408))
            throw refusal;
        return `The answer to the command was lost: ${refusal.message}`;
    }
    async #podOf(app, known, words) {
        const { clock, signal } = this.#context;
        const patience = { everyMs: tasks_lookEveryMs, forMs: tasks_appearMs };
        const found = await (0,looking/* lookUntil */.c)(clock, signal, patience, async () => {
            try {
                const fresh = (await listRunPods(this.#api, app)).filter(({ name }) => !known.has(name));
                const theirs = await Promise.all(fresh.map(({ name }) => wordsOf(this.#api, app, name)));
                const mine = fresh.filter((_pod, at) => JSON.stringify(theirs[at]) === JSON.stringify(words));
                return mine.length === 0 ? undefined : mine;
            }
            catch (error) {
                if (error instanceof errors/* Cancelled */.cJ || !(error instanceof errors/* ActionError */.lZ))
                    throw error;
                return undefined;
            }
        });
        if (found === undefined || found.length === 1)
            return found?.[0];
        const names = found.map(({ name }) => name).join(', ');
        throw uncertain(`Somebody else runs the same command at this moment, and Drycc does not tell whose pod is whose (${names})`);
    }
    async look({ app, id }) {
        if (id === undefined)
            throw uncertain('Drycc does not tell whose pod a command runs in');
        const pod = (await listRunPods(this.#api, app)).find(({ name }) => name === id);
        if (pod === undefined)
            return undefined;
        const { state } = pod;
        const isOver = state === 'down' || state === 'crashed';
        if (!isOver)
            this.#noteTrouble(state);
        const { exitCode, reason } = state === 'crashed' ? await run_pods_endOf(this.#api, app, id) : noEnd;
        const lines = isOver || state === 'up' ? await this.#fresh(app, id, isOver) : [];
        if (!isOver)
            return { state: 'running', lines };
        if (state === 'down')
            return { state: 'succeeded', exitCode: 0, lines };
        const told = reason === undefined || reason === 'Error'
            ? undefined
            : exitCode === undefined
                ? reason
                : `${reason}, exit status ${exitCode}`;
        const hint = (0,causes/* hintFor */.J)(told ?? '', ...lines.map(({ text }) => text).slice(-1));
        return {
            ...{ state: 'failed', lines },
            ...(exitCode === undefined ? {} : { exitCode }),
            ...(told === undefined ? {} : { reason: told }),
            ...(hint === undefined ? {} : { hint }),
        };
    }
    #noteTrouble(state) {
        if (state === this.#pending || !/^(?:Err|ImagePull|Invalid|Failed|Unsched|CreateContainer)/.test(state))
            return;
        this.#pending = state;
        const advice = /Image|Pull/.test(state)
            ? ' · an image that only its process types can pull has to be cached, or the type run needs the login, too: drycc registry set … --ptype run'
            : '';
        this.#context.note(`the command’s pod does not begin: ${state}${advice}`);
    }
    async #fresh(app, pod, isOver) {
        const text = await readLog(this.#api, app, pod);
        if (text === undefined) {
            if (isOver)
                this.#context.note('what it has printed cannot be had: Drycc tells it by websocket only');
            return [];
        }
        const log = text.split(/\r?\n/);
        if (!isOver || log.at(-1) === '')
            log.pop();
        const fresh = log.slice(overlap(this.#told, log));
        this.#told = log;
        return fresh.map((line) => ({ source: 'run', text: line }));
    }
    async cancel({ app, id }) {
        if (id === undefined)
            throw uncertain('Drycc does not tell whose pod a command runs in');
        if (this.#isForbidden)
            throw notAdmin();
        const body = { pod_ids: id };
        const answer = await this.#api.call('DELETE', `apps/${app}/pods/`, body, { deadlineMs: cancelDeadlineMs });
        this.#isForbidden = answer.status === 403;
        if (this.#isForbidden)
            throw notAdmin();
        if (answer.status >= 300)
            throw this.#api.refusal(answer, `ending the command in ${id}`);
    }
}
function overlap(before, now) {
    for (let from = 0; from < before.length; from += 1) {
        const rest = before.length - from;
        if (rest <= now.length && before.slice(from).every((line, at) => line === now[at]))
            return rest;
    }
    return 0;
}
function refuse(command, limit) {
    if (limit !== undefined) {
        throw new errors/* ActionError */.lZ('DRYCC_COMMAND', 'Drycc sets no limits to a command beside those of its plans.', {
            hint: 'Leave memory and disk out, or give the process type run another plan: drycc limits set run=…',
        });
    }
    const sign = shellWords.exec(command)?.[0];
    if (sign === undefined)
        return;
    const shown = sign === '\n' ? 'a line break' : sign;
    throw new errors/* ActionError */.lZ('DRYCC_COMMAND', `The command holds ${shown}, and Drycc asks no shell: it splits at blanks, and hands the words to the image.`, { hint: 'Put the command into a script in the image, and run that.' });
}
function notAdmin() {
    return new errors/* ActionError */.lZ('DRYCC_COMMAND', 'only the role admin of its workspace may take a pod away; Drycc itself ends the command when its timeout is over');
}
function uncertain(message) {
    return new errors/* Uncertain */.w5('DRYCC_COMMAND', message, {
        hint: 'See `drycc ps` and the logs for what the command has done before it is run again: all, a part, or nothing of it.',
    });
}

;// CONCATENATED MODULE: ./build/platforms/drycc/platform.js






























const platform_cancelDeadlineMs = 2_000;
const scaleDeadlineMs = 60_000;
class DryccPlatform {
    kind = 'drycc';
    title = 'Drycc';
    target;
    history;
    tasks;
    #api;
    #context;
    #app;
    #plans = [];
    #order;
    #scaling;
    #watch = new controller_pods/* PodWatch */.d3();
    #looks = 0;
    #releases;
    #pods;
    #rounds = new Rounds();
    #described = new Map();
    constructor(api, context) {
        this.#api = api;
        this.#context = context;
        this.tasks = new DryccTasks(api, context, () => this.#known());
        this.history = dryccHistory({ api, context, app: () => this.#known() }, (order) => {
            this.#order = order;
        });
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
            return `${(0,http_json/* textAt */.$6)(user, 'username') ?? 'an unnamed user'} (token)`;
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
        const { request, clock } = this.#context;
        const { app, settings, image } = request;
        const known = this.#app;
        if (known !== undefined && this.#rounds.busy) {
            const releases = await (0,controller_releases/* newestReleases */.lC)(this.#api, app, 20);
            const seen = await pipelineUnderWay(this.#api, app, releases, this.#rounds.strays, clock.now());
            const state = this.#rounds.told(known.state, seen, clock.now());
            if (state.busy !== undefined)
                return state;
        }
        const isDeploy = image !== undefined;
        if (isDeploy && settings.memoryMb !== undefined)
            this.#plans = await readPlans(this.#api);
        this.#app = await readApp(this.#api, request, this.#plans, this.#rounds.strays, clock.now());
        for (const { name, value } of this.#app?.config.values ?? []) {
            for (const secret of (0,secret_variables/* secretValues */.V)(new Map([[name, value]])))
                this.#context.mask(secret);
        }
        if (isDeploy) {
            refuseForeignBuild(app, this.#app?.build);
            const { main } = formationAfter(this.#app, request);
            planFor(this.#app?.config ?? newAppConfig, settings, this.#plans, main);
        }
        if (this.#app === undefined)
            return undefined;
        const { state } = this.#app;
        return this.#rounds.told(state, state.busy, clock.now());
    }
    #known() {
        if (this.#app !== undefined)
            return this.#app;
        throw new errors/* ActionError */.lZ('DRYCC_NOT_READ', `App ${this.#context.request.app} has not been read yet.`);
    }
    async serving(plan) {
        const app = this.#known();
        const [releases, pods] = await Promise.all([
            (0,controller_releases/* newestReleases */.lC)(this.#api, plan.app, 10),
            (0,controller_pods/* listPods */.BG)(this.#api, plan.app),
        ]);
        const version = (0,controller_releases/* versionOf */.E4)(app.state.release?.id);
        const served = releases.find((release) => release.version === version);
        const mine = served === undefined ? [] : pods.filter((pod) => belongs(pod, served));
        const [other] = (0,controller_formation/* differing */.R1)(app.counts, formationAfter(app, this.#context.request).wanted);
        const doubt = other === undefined ? undefined : `${other[0]} is not scaled to ${other[1]}`;
        return (0,proof/* standing */.JA)(app.state, mine, releases[0]?.version ?? app.newest, doubt);
    }
    imageFor(facts) {
        return (0,names/* imageByDigest */.j)(facts);
    }
    check(subject) {
        return dryccFindings(subject, this.#app);
    }
    pending() {
        const { request } = this.#context;
        return (0,process_types/* processChanges */.n8)(this.#app?.build?.procfile, filesFor(this.#app?.build, request).procfile, request);
    }
    remarks() {
        return remarksOn(this.#app, this.#context.request);
    }
    async prepare(plan) {
        if (this.#app === undefined)
            await this.#create(plan.app);
        const app = this.#app;
        const { request, runId } = this.#context;
        const formation = formationAfter(app, request);
        const { main, types, given, wanted } = formation;
        const config = app?.config ?? (await this.#newConfig(plan));
        const serves = app?.state.release !== undefined;
        const limit = planFor(config, request.settings, this.#plans, main);
        const change = configChange(plan, { config, types, main, serves, plan: limit });
        const { procfile, dryccfile } = filesFor(app?.build, request);
        const inFile = hasDryccfile(app?.build);
        const { values = [], ...rest } = change ?? {};
        const posted = inFile ? rest : change;
        const file = inFile ? withValues(dryccfile, { ...config, values: withChanges(config.values, values) }) : dryccfile;
        this.#order = {
            change: posted === undefined || Object.keys(posted).length === 0 ? undefined : posted,
            build: {
                ...{ image: plan.image, stack: 'container' },
                ...(Object.keys(procfile).length === 0 ? {} : { procfile }),
                ...(Object.keys(file).length === 0 ? {} : { dryccfile: file }),
            },
            given,
            scale: (0,controller_formation/* differing */.R1)(given, wanted),
        };
        const pauses = this.#order.change !== undefined && app?.autodeploy === true && app.newest > 1;
        return {
            ...{ runId, app: plan.app, image: plan.image, previous: app?.state.release, before: app?.newest ?? 1 },
            wanted: (0,controller_formation/* processesOf */.L6)(wanted),
            ...(0,controller_rollout/* countsBefore */.Yu)(app?.counts ?? new Map(), formation, typesOf(app?.build)),
            ...this.#rounds.config(change === undefined ? [] : partsOf(change)),
            ...(app?.build === undefined ? {} : { builtBefore: app.build.uuid }),
            ...(pauses ? { pausesAutodeploy: true } : {}),
            ...(app?.state.url === undefined ? {} : { url: app.state.url }),
        };
    }
    async #newConfig({ app, settings }) {
        if (settings.memoryMb === undefined)
            return newAppConfig;
        return readConfig(await this.#api.get(`apps/${app}/config/`, `reading the config of ${app}`, 'values'));
    }
    async #create(name) {
        const { workspace } = this.#context.request;
        if (workspace === undefined) {
            throw new errors/* ActionError */.lZ('DRYCC_WORKSPACE', `App ${name} does not exist yet, and no workspace to create it in is given.`, {
                hint: 'Set the `workspace` input (`drycc workspaces` lists yours), or check `app`: an app of another workspace looks like none.',
            });
        }
        if ((await (0,creation/* createApp */.E)(this.#api, name, { id: name, workspace })) !== undefined)
            return;
        this.#context.note(`${name} was created by somebody else meanwhile`);
        await this.read();
    }
    rolloutOf(candidate) {
        return candidate;
    }
    async release(rollout) {
        const tools = { api: this.#api, context: this.#context, app: rollout.app };
        const { scale } = this.#order ?? { scale: new Map() };
        this.#watch = new controller_pods/* PodWatch */.d3();
        this.#scaling = new scaling/* Scaling */.E(scale, (counts) => (0,scaling/* postCounts */.j)(this.#api, rollout.app, 'ptypes/scale/', counts, scaleDeadlineMs), (answer) => this.#api.refusal(answer, 'scaling').hint);
        (0,controller_busy/* refuseIfOvertaken */.BL)(await (0,controller_releases/* newestReleases */.lC)(this.#api, rollout.app, 10), rollout.before);
        if (rollout.back !== undefined) {
            const posted = await postRollback(tools, rollout);
            if (posted.refused === undefined)
                return posted.rollout;
            this.#rounds.refused(posted.rollout, posted.refused, this.#context.clock.now());
        }
        const staged = await this.#stage(tools, rollout);
        const isQueued = this.#app?.autodeploy !== false && rollout.pausesAutodeploy !== true && staged.refused === undefined;
        const refusal = isQueued ? undefined : await deployNewest(tools, staged);
        if (refusal !== undefined)
            this.#rounds.refused(staged.rollout, refusal, this.#context.clock.now());
        return staged.rollout;
    }
    async #stage(tools, rollout) {
        const { change, build } = this.#order ?? {};
        if (build === undefined)
            throw new errors/* ActionError */.lZ('DRYCC_NOT_PREPARED', `${rollout.app} has not been prepared.`);
        const write = async () => {
            if (change !== undefined)
                await postConfig(tools, change);
            return postBuild(tools, rollout, build);
        };
        return rollout.pausesAutodeploy === true ? withoutAutodeploy(tools, write) : write();
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
        const up = (0,controller_pods/* allUp */.Hx)(mine, this.#order === undefined ? rollout.wanted : (0,controller_formation/* processesOf */.L6)(this.#order.given));
        const deployed = phaseOf(releases, pods, ours);
        return (0,controller_rollout/* observation */.lQ)({
            ...(this.#scaling?.after(deployed, up) ?? deployed),
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
        if (rollout.pausesAutodeploy === true)
            await setAutodeploy({ api: this.#api, app: rollout.app }, true);
        const releases = await (0,controller_releases/* newestReleases */.lC)(this.#api, rollout.app, 20);
        const ours = (0,controller_rollout/* findOurs */.ZA)(releases, rollout) ?? (0,controller_rollout/* ownSettings */.SN)(releases, rollout);
        if (ours === undefined || ours.failed || takenOver(releases, [], ours.version) !== undefined)
            return;
        const target = (0,controller_rollout/* targetOf */.$r)(releases, ours.version, rollout, succeeded);
        if (target === undefined)
            return;
        const path = `apps/${rollout.app}/releases/rollback/`;
        const answer = await this.#api.call('POST', path, { version: target.version }, { deadlineMs: platform_cancelDeadlineMs });
        if (answer.status !== 201)
            throw this.#api.refusal(answer, `rolling ${rollout.app} back to release v${target.version}`);
    }
    restore(rollout) {
        return restore({ api: this.#api, context: this.#context, rollout });
    }
    async evidence(rollout) {
        const releases = await (0,controller_releases/* newestReleases */.lC)(this.#api, rollout.app, 10).catch(() => this.#releases ?? []);
        const exception = (0,controller_rollout/* findOurs */.ZA)(releases, rollout)?.exception;
        const refusal = this.#scaling?.refusal;
        return gather({
            ...{ api: this.#api, app: rollout.app, exception, refusal, watch: this.#watch, described: this.#described },
        });
    }
}

;// CONCATENATED MODULE: ./build/platforms/drycc/index.js




const dialect = {
    title: 'Drycc',
    version: 'v2',
    tokenHint: 'The token has expired or was revoked. Make a new one with `drycc tokens add` and store it as the secret.',
    accessHint: 'The user that the token belongs to needs the role member in the app’s workspace, which an admin of that workspace gives.',
};
const drycc = {
    kind: 'drycc',
    title: 'Drycc',
    mistakes: mistakes,
    async readManifest(text) {
        return (await Promise.all(/* import() */[__webpack_require__.e(815), __webpack_require__.e(424)]).then(__webpack_require__.bind(__webpack_require__, 5424))).readProcfile(text);
    },
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
