export const id = 355;
export const ids = [355];
export const modules = {

/***/ 6355:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  readManifest: () => (/* binding */ readManifest)
});

// EXTERNAL MODULE: ./build/image/reference.js
var reference = __webpack_require__(7755);
// EXTERNAL MODULE: ./build/inputs/readers.js
var readers = __webpack_require__(1764);
// EXTERNAL MODULE: ./build/inputs/routes.js
var inputs_routes = __webpack_require__(8684);
// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/manifest/document.js

function parseManifest(text, tell) {
    const lines = new dist/* LineCounter */.HN();
    const documents = (0,dist/* parseAllDocuments */.hR)(text, { version: '1.1', merge: false, lineCounter: lines, prettyErrors: false });
    const lineOf = (node) => lines.linePos(node?.range?.[0] ?? 0).line;
    if (!Array.isArray(documents)) {
        tell(1, 'is empty');
        return undefined;
    }
    const [document, second] = documents;
    for (const error of document?.errors ?? []) {
        tell(lines.linePos(error.pos[0]).line, `cannot be read as YAML (${error.code.toLowerCase().replaceAll('_', ' ')})`);
    }
    if (document === undefined)
        tell(1, 'is empty');
    if (document === undefined || document.errors.length > 0)
        return undefined;
    if (second !== undefined)
        tell(lineOf(second.contents), 'a second document begins · keep one');
    return read(document.contents, { tell, lineOf });
}
function read(node, reading) {
    const { tell, lineOf } = reading;
    if ((0,dist/* isAlias */.Vj)(node)) {
        tell(lineOf(node), 'an alias · Cloud Foundry takes no anchors and aliases: write it out');
        return nothing(lineOf(node));
    }
    if ((0,dist/* isMap */.jh)(node) || (0,dist/* isSeq */.oP)(node) || (0,dist/* isScalar */.jn)(node)) {
        const line = lineOf(node);
        if (node.anchor !== undefined)
            tell(line, 'an anchor · Cloud Foundry takes no anchors and aliases: write it out');
        if (node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:'))
            tell(line, 'a tag · leave it out');
        if ((0,dist/* isMap */.jh)(node))
            return mapOf(node.items, line, reading);
        if ((0,dist/* isSeq */.oP)(node))
            return { kind: 'list', line, items: node.items.map((item) => read(item, reading)) };
        return scalarOf(node, line, tell);
    }
    return nothing(1);
}
function mapOf(items, line, reading) {
    const entries = new Map();
    for (const { key, value } of items) {
        const at = (0,dist/* isScalar */.jn)(key) ? reading.lineOf(key) : line;
        if (!(0,dist/* isScalar */.jn)(key) || typeof key.value === 'object') {
            reading.tell(at, 'a key that is no text');
            continue;
        }
        const name = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
        if (name === '<<')
            reading.tell(at, 'a merge key · Cloud Foundry takes no anchors and aliases: write it out');
        else
            entries.set(name, value === null ? nothing(at) : read(value, reading));
    }
    return { kind: 'map', line, entries };
}
function scalarOf(node, line, tell) {
    const { value, source = '' } = node;
    if (typeof value === 'string') {
        const name = /\(\(([^()\s]+)\)\)/.exec(value)?.[1];
        if (name !== undefined) {
            tell(line, `the variable ((${name})) · nothing is filled in here, as cf push --vars-file does: give it by an input`);
        }
        return { kind: 'scalar', line, value, asWritten: true };
    }
    if (value === null || value === undefined)
        return nothing(line);
    if (typeof value === 'number' || typeof value === 'boolean') {
        return { kind: 'scalar', line, value, asWritten: String(value) === source };
    }
    tell(line, 'a date, or a number that is too large · put it in quotes');
    return nothing(line);
}
function nothing(line) {
    return { kind: 'scalar', line, value: null, asWritten: true };
}
function plain(value) {
    switch (value.kind) {
        case 'map':
            return Object.fromEntries([...value.entries].map(([key, entry]) => [key, plain(entry)]));
        case 'list':
            return value.items.map(plain);
        case 'scalar':
            return value.value;
    }
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/manifest/sizes.js

const unitBytes = { B: 1, K: 1_024, M: 1_024 ** 2, G: 1_024 ** 3, T: 1_024 ** 4 };
function readMegabytes(text) {
    const size = bytesIn(text) / unitBytes.M;
    if (!Number.isSafeInteger(size) || size < 1)
        throw new readers/* Unreadable */.IO(`"${text}" · write whole megabytes: 512M, 1G`);
    return size;
}
function readLogRate(text) {
    if (/^(?:-1|0)$/.test(text))
        return Number(text);
    const rate = bytesIn(text);
    if (!Number.isSafeInteger(rate))
        throw new readers/* Unreadable */.IO(`"${text}" · write whole bytes with a unit: 16K, 1M; or -1`);
    return rate;
}
function bytesIn(text) {
    const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*([BKMGT])B?\s*$/i.exec(text) ?? [];
    if (amount === undefined || unit === undefined) {
        throw new readers/* Unreadable */.IO(`"${text}" · write a number with a unit, such as 512M or 1G`);
    }
    return Number(amount) * unitBytes[unit.toUpperCase()];
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/manifest/process.js

const processKeys = [
    ...['command', 'memory', 'disk-quota', 'log-rate-limit-per-second', 'timeout', 'user'],
    ...['health-check-type', 'health-check-http-endpoint', 'health-check-invocation-timeout', 'health-check-interval'],
    ...['readiness-health-check-type', 'readiness-health-check-http-endpoint'],
    ...['readiness-health-check-invocation-timeout', 'readiness-health-check-interval'],
];
function webSettings(web) {
    const memoryMb = web.read('memory', readMegabytes);
    const diskMb = web.read('disk-quota', readMegabytes);
    const logRate = web.read('log-rate-limit-per-second', readLogRate);
    const command = readCommand(web);
    const healthCheck = readCheck(web, 'health-check');
    const readinessCheck = readCheck(web, 'readiness-health-check');
    const healthCheckTimes = readTimes(web, 'health-check', web.whole('timeout', 1));
    const readinessCheckTimes = readTimes(web, 'readiness-health-check', undefined);
    return {
        ...(memoryMb === undefined ? {} : { memoryMb }),
        ...(diskMb === undefined ? {} : { diskMb }),
        ...(logRate === undefined ? {} : { logRate }),
        ...(command === undefined ? {} : { command }),
        ...(healthCheck === undefined ? {} : { healthCheck }),
        ...(healthCheckTimes === undefined ? {} : { healthCheckTimes }),
        ...(readinessCheck === undefined ? {} : { readinessCheck }),
        ...(readinessCheckTimes === undefined ? {} : { readinessCheckTimes }),
    };
}
function processRest(section, type) {
    const said = section.pick(processKeys);
    const types = ['health-check-type', 'readiness-health-check-type'].filter((key) => said[key] === 'none');
    const { 'disk-quota': disk, ...rest } = said;
    return {
        type,
        ...rest,
        ...Object.fromEntries(types.map((key) => [key, 'process'])),
        ...(disk === undefined ? {} : { disk_quota: disk }),
    };
}
function readCommand(web) {
    const value = web.value('command');
    if (value === undefined)
        return undefined;
    if (value.kind === 'scalar' && (value.value === null || value.value === 'null' || value.value === 'default')) {
        return null;
    }
    return web.text('command');
}
function readCheck(web, prefix) {
    const word = web.text(`${prefix}-type`);
    const path = web.text(`${prefix}-http-endpoint`);
    const type = word === 'none' ? 'process' : word;
    if (type === undefined || type === 'process' || type === 'port') {
        if (path !== undefined)
            web.wrong(`${prefix}-http-endpoint`, `goes with ${prefix}-type: http`);
        return type === undefined ? undefined : { type };
    }
    if (type !== 'http') {
        web.wrong(`${prefix}-type`, `"${type}" · write port, process or http`);
        return undefined;
    }
    if (path !== undefined && !/^\/(?:[^\s/]\S*)?$/.test(path)) {
        web.wrong(`${prefix}-http-endpoint`, `"${path}" · write a path: /healthz`);
    }
    return { type, path: path ?? '/' };
}
function readTimes(web, prefix, timeoutS) {
    const invocationTimeoutS = web.whole(`${prefix}-invocation-timeout`, 1);
    const intervalS = web.whole(`${prefix}-interval`, 1);
    const times = { timeoutS, invocationTimeoutS, intervalS };
    const said = Object.entries(times).filter(([, time]) => time !== undefined);
    return said.length === 0 ? undefined : Object.fromEntries(said);
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/manifest/application.js





const sourceKeys = ['buildpack', 'buildpacks', 'stack', 'path', 'cnb-credentials'];
function readApplication(app, asked) {
    app.value('name');
    readDocker(app, asked);
    for (const key of sourceKeys)
        app.refuse(key, 'is for apps that are made from source · leave it out, the image is it');
    const lifecycle = app.text('lifecycle');
    if (lifecycle !== undefined && lifecycle !== 'docker')
        app.wrong('lifecycle', `"${lifecycle}" · write docker`);
    const processes = readProcesses(app);
    const { routes, ...ways } = readRoutes(app);
    const env = app.texts('env');
    const services = readServices(app);
    const metadata = app.section('metadata');
    const labels = metadata?.texts('labels');
    const annotations = metadata?.texts('annotations');
    metadata?.refuseUnknown();
    const rest = {
        ...app.pick(['features', 'sidecars']),
        ...(processes.rest.length === 0 ? {} : { processes: processes.rest }),
        ...ways.rest,
    };
    app.refuseUnknown();
    return {
        settings: {
            ...processes.settings,
            ...(routes === undefined ? {} : { routes }),
            ...(env === undefined ? {} : { env: new Map([...env].map(([name, value]) => [name, value ?? ''])) }),
            ...(services === undefined ? {} : { services }),
            ...(labels === undefined ? {} : { labels }),
            ...(annotations === undefined ? {} : { annotations }),
        },
        ...(ways.exact ? { routesMode: 'exact' } : {}),
        rest: Object.keys(rest).length === 0 ? undefined : rest,
    };
}
function readDocker(app, { image, registryUsername }) {
    const docker = app.section('docker');
    if (docker === undefined)
        return;
    const named = docker.text('image');
    const [ours, theirs] = [repositoryOf(image), named === undefined ? undefined : repositoryOf(named)];
    if (ours !== undefined && theirs !== undefined && ours !== theirs) {
        docker.wrong('image', `is ${theirs}, and the input image is ${ours} · keep one`);
    }
    const username = docker.text('username');
    if (username !== undefined && username !== registryUsername) {
        docker.wrong('username', 'needs a password, which no manifest holds · give registry-username and registry-password');
    }
    docker.refuseUnknown();
}
function repositoryOf(image) {
    try {
        const { domain, path } = (0,reference/* parseReference */.F2)(image);
        return `${domain}/${path}`;
    }
    catch {
        return undefined;
    }
}
function readProcesses(app) {
    const entries = new Map();
    app.items('processes').forEach((item, at) => {
        const unnamed = app.itemOf('processes', item, String(at + 1), 'loose');
        const type = unnamed.text('type');
        if (type === undefined)
            unnamed.wrong('type', 'is missing');
        else if (entries.has(type))
            unnamed.wrong('type', `${type} is there twice`);
        else
            entries.set(type, app.itemOf('processes', item, type, 'loose'));
    });
    const web = entries.get('web');
    if (web !== undefined) {
        for (const key of ['instances', ...processKeys])
            app.refuse(key, 'is not heeded, as processes has web · put it there');
    }
    const instances = new Map();
    const rest = [];
    for (const [type, section] of entries) {
        section.value('type');
        const count = section.whole('instances', 0);
        if (count !== undefined)
            instances.set(type, count);
        if (type !== 'web')
            rest.push(processRest(section, type));
    }
    const count = web === undefined ? app.whole('instances', 0) : undefined;
    if (count !== undefined)
        instances.set('web', count);
    const settings = webSettings(web ?? app);
    const user = web?.pick(['user']) ?? {};
    if ('user' in user)
        rest.push({ type: 'web', ...user });
    for (const section of entries.values())
        section.refuseUnknown();
    return { settings: { ...settings, ...(instances.size === 0 ? {} : { instances }) }, rest };
}
function readRoutes(app) {
    const [none, random, usual] = ['no-route', 'random-route', 'default-route'].map((key) => app.isTrue(key));
    const isNamed = app.value('routes') !== undefined;
    if (none && isNamed)
        app.wrong('no-route', 'and routes cannot both be meant');
    const routes = [];
    const special = [];
    app.items('routes').forEach((item, at) => {
        const section = app.itemOf('routes', item, String(at + 1));
        const address = section.text('route');
        const protocol = section.text('protocol');
        const options = section.value('options');
        section.refuseUnknown();
        if (address === undefined)
            section.wrong('route', 'is missing');
        else if ((protocol ?? 'http1') !== 'http1' || options !== undefined || /:\d+$/.test(address)) {
            special.push(plain(item));
        }
        else {
            const route = section.read('route', (text) => {
                if (text.includes('='))
                    throw new readers/* Unreadable */.IO(`"${text}" · a manifest has no port of the app: use the input port`);
                return (0,inputs_routes/* readRoute */.S)(text);
            });
            if (route !== undefined && !routes.some((other) => other.address === route.address))
                routes.push(route);
        }
    });
    return {
        routes: isNamed || none ? routes : undefined,
        exact: none === true && !isNamed,
        rest: {
            ...(special.length === 0 ? {} : { routes: special }),
            ...(random && !isNamed && !none ? { 'random-route': true } : {}),
            ...(usual && !isNamed && !none ? { 'default-route': true } : {}),
        },
    };
}
function readServices(app) {
    if (app.value('services') === undefined)
        return undefined;
    const services = [];
    app.items('services').forEach((item, at) => {
        const service = item.kind === 'scalar' ? { name: String(item.value ?? '') } : named(app.itemOf('services', item, String(at + 1)));
        if (service === undefined)
            return;
        if (services.some(({ name }) => name === service.name))
            app.wrong('services', `has ${service.name} twice`);
        services.push(service);
    });
    return services;
}
function named(section) {
    const name = section.text('name');
    const bindingName = section.text('binding_name');
    const parameters = section.section('parameters');
    section.refuseUnknown();
    if (name === undefined)
        return void section.wrong('name', 'is missing');
    return {
        name,
        ...(bindingName === undefined ? {} : { bindingName }),
        ...(parameters === undefined ? {} : { parameters: parameters.pick(parameters.keys()) }),
    };
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/manifest/section.js


class Section {
    line;
    #place;
    #tell;
    #entries;
    #known = new Set();
    constructor(value, place, tell, names = 'any') {
        this.line = value?.line ?? 1;
        this.#place = place;
        this.#tell = tell;
        const entries = value?.kind === 'map' ? [...value.entries] : [];
        if (value !== undefined && value.kind !== 'map')
            this.#tell(value.line, `${place} is no map of keys and values`);
        this.#entries = new Map(entries.map(([key, entry]) => [names === 'loose' ? dashed(key) : key, entry]));
        if (this.#entries.size < entries.length)
            this.#tell(this.line, `${place} has a key twice, in two spellings`);
    }
    keys() {
        return [...this.#entries.keys()];
    }
    value(key) {
        this.#known.add(key);
        return this.#entries.get(key);
    }
    wrong(key, message) {
        this.#tell(this.#entries.get(key)?.line ?? this.line, `${this.#place}.${key} ${message}`);
    }
    section(key, names = 'any') {
        const value = this.value(key);
        return value === undefined ? undefined : new Section(value, `${this.#place}.${key}`, this.#tell, names);
    }
    items(key) {
        const value = this.value(key);
        if (value === undefined)
            return [];
        if (value.kind === 'list')
            return value.items;
        this.wrong(key, 'is no list');
        return [];
    }
    itemOf(key, value, name, names = 'any') {
        return new Section(value, `${this.#place}.${key}.${name}`, this.#tell, names);
    }
    read(key, read) {
        const value = this.value(key);
        if (value === undefined)
            return undefined;
        if (value.kind !== 'scalar' || value.value === null) {
            this.wrong(key, 'has no value');
            return undefined;
        }
        try {
            return read(String(value.value));
        }
        catch (error) {
            if (!(error instanceof readers/* Unreadable */.IO))
                throw error;
            this.wrong(key, error.message);
            return undefined;
        }
    }
    text(key) {
        return this.read(key, (text) => text);
    }
    whole(key, least) {
        return this.read(key, (text) => {
            const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
            if (number < least)
                throw new readers/* Unreadable */.IO(`"${text}" · write a whole number from ${least} up`);
            return number;
        });
    }
    isTrue(key) {
        const value = this.value(key);
        if (value === undefined)
            return false;
        if (value.kind === 'scalar' && typeof value.value === 'boolean')
            return value.value;
        this.wrong(key, 'is neither true nor false');
        return false;
    }
    texts(key) {
        const section = this.section(key);
        if (section === undefined)
            return undefined;
        const texts = new Map();
        for (const name of section.keys()) {
            const value = section.value(name);
            if (value?.kind !== 'scalar')
                section.wrong(name, 'is no text');
            else if (!value.asWritten)
                section.wrong(name, 'is read as a number or a switch, not as it is written · put it in quotes');
            else
                texts.set(name, value.value === null ? null : String(value.value));
        }
        return texts;
    }
    refuse(key, why) {
        if (this.value(key) !== undefined)
            this.wrong(key, why);
    }
    pick(keys) {
        const found = keys.filter((key) => this.value(key) !== undefined);
        return Object.fromEntries(found.map((key) => [key, plain(this.#entries.get(key))]));
    }
    refuseUnknown() {
        for (const key of this.keys())
            if (!this.#known.has(key))
                this.wrong(key, 'is not known');
    }
}
function dashed(key) {
    return key
        .replace(/([a-z\d])([A-Z])/g, '$1-$2')
        .replaceAll('_', '-')
        .toLowerCase();
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/manifest/read.js



function readManifest(text, asked) {
    const mistakes = [];
    const tell = (line, message) => void mistakes.push(`line ${line}: ${message}`);
    const document = parseManifest(text, tell);
    if (document === undefined)
        return { settings: {}, mistakes };
    const root = new Section(document, 'manifest', tell);
    const version = root.value('version');
    if (version !== undefined && !(version.kind === 'scalar' && version.value === 1))
        root.wrong('version', 'is not 1');
    if (root.value('applications') === undefined) {
        const message = 'has no applications, so it is no Cloud Foundry manifest · a Procfile is for Deis and Drycc';
        return { settings: {}, mistakes: [...mistakes, message] };
    }
    const chosen = choose(root, asked, tell);
    root.refuseUnknown();
    if (typeof chosen === 'string')
        return { settings: {}, mistakes: [...mistakes, chosen] };
    const { settings, routesMode, rest } = readApplication(chosen.section, asked);
    return {
        app: chosen.name,
        settings,
        ...(routesMode === undefined ? {} : { routesMode }),
        manifest: { kind: 'cloudfoundry', ...(rest === undefined ? {} : { rest }) },
        mistakes,
    };
}
function choose(root, { app, repository }, tell) {
    const entries = root.items('applications');
    const names = entries.map(nameOf);
    const sectionOf = (at, name) => new Section(entries[at], name, tell, 'loose');
    if (entries.length === 1) {
        const name = app ?? names[0];
        return name === undefined ? 'names no app · give app' : { name, section: sectionOf(0, name) };
    }
    const wanted = app ?? repository ?? '';
    const at = names.indexOf(wanted);
    if (at >= 0 && names.lastIndexOf(wanted) > at)
        return `has two apps named ${wanted}`;
    if (at >= 0)
        return { name: wanted, section: sectionOf(at, wanted) };
    const known = names.filter((name) => name !== undefined);
    return known.length === 0
        ? 'has no app in its applications'
        : `has no app ${wanted} · it has ${known.join(', ')}: say which in app`;
}
function nameOf(entry) {
    const name = entry.kind === 'map' ? entry.entries.get('name') : undefined;
    return name?.kind === 'scalar' && typeof name.value === 'string' && name.value !== '' ? name.value : undefined;
}


/***/ })

};
