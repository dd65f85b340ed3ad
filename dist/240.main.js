export const id = 240;
export const ids = [240];
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

/***/ 1240:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   v1Mistakes: () => (/* binding */ v1Mistakes)
/* harmony export */ });
/* harmony import */ var _controller_inputs_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8275);
/* harmony import */ var _inputs_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3634);
/* harmony import */ var _config_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1196);



const appName = /^[a-z0-9-]{1,64}$/;
function v1Mistakes({ app, registry, settings, ...draft }) {
    const unsupported = [
        [
            'registry-username',
            registry,
            'Deis v1 stores no login for a registry, leave it out. Its machines need one from their operator; docker/login-action opens a private image to this action',
        ],
        ['port', settings?.port, 'Deis v1 routes to the port that the image exposes, leave it out'],
        ['disk', settings?.diskMb, 'Deis v1 has no limit for it, leave it out'],
        ['command', settings?.command, notYet('What starts the app stays as it is')],
        [
            'health-check',
            settings?.healthCheck,
            'Deis v1 goes by the check that was written last, even after a rollback, so a wrong one could not be taken back: leave it out, and set it once by hand: deis config:set HEALTHCHECK_URL=/',
        ],
        [
            'health-check-timeout',
            settings?.healthCheckTimes,
            'it stays as it is, leave it out: HEALTHCHECK_TIMEOUT of the app’s config',
        ],
        ['readiness-check', settings?.readinessCheck, 'Deis v1 has one check only, leave it out'],
        ['routes', settings?.routes, notYet('The app’s domains stay as they are')],
        ['services', settings?.services, 'Deis v1 has none, leave it out'],
        [
            'if-busy',
            draft.ifBusy === 'replace' ? draft.ifBusy : undefined,
            'replace · Deis v1 cannot end a deploy that is under way: write wait or fail',
        ],
        ['max-in-flight', draft.maxInFlight, 'Deis v1 replaces all containers at the same time, leave it out'],
        ['before-release', draft.beforeRelease, 'Deis v1 runs commands in the release that serves only, leave it out'],
        ['strategy', draft.strategy === 'rolling' ? undefined : draft.strategy, 'Deis v1 knows one way only, leave it out'],
    ];
    const found = [];
    for (const [input, value, message] of unsupported)
        if (value !== undefined)
            found.push({ input, message });
    if (app !== undefined && !appName.test(app)) {
        const message = `"${app}" is no name for an app of Deis v1 · a-z, 0-9 and hyphens, at most 64 characters`;
        found.push({ input: 'app', message });
    }
    found.push(...(0,_controller_inputs_js__WEBPACK_IMPORTED_MODULE_1__/* .countMistakes */ .Xb)(settings?.instances));
    for (const [name, value] of settings?.env ?? []) {
        const message = variableMistake(name, value);
        if (message !== undefined)
            found.push({ input: 'env', message });
    }
    return found;
}
const untold = /[^ -~]|[\\$]/;
function variableMistake(name, value) {
    if (!_inputs_js__WEBPACK_IMPORTED_MODULE_2__/* .variableName */ .cG.test(name)) {
        return `names ${name} · Deis takes letters, digits and "_" in names of variables, no digit first`;
    }
    if ((0,_config_js__WEBPACK_IMPORTED_MODULE_0__/* .isHealthCheck */ .v9)(name))
        return `sets ${name}, which is the app’s health check · set it once by hand: deis config:set`;
    if (/^(?:DEIS_APP|DEIS_RELEASE)$/.test(name))
        return `sets ${name}, which Deis v1 sets by itself, leave it out`;
    if (!untold.test(value))
        return undefined;
    return `has signs in ${name} that Deis v1 hands on as something else: $, \\, line breaks, or letters beyond ASCII · base64 gets through`;
}
function notYet(comfort) {
    return `is not supported for Deis v1 yet, leave it out. ${comfort}`;
}


/***/ })

};
