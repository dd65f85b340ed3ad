export const id = 330;
export const ids = [330];
export const modules = {

/***/ 3223:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $6: () => (/* binding */ textAt),
/* harmony export */   _j: () => (/* binding */ asArray),
/* harmony export */   at: () => (/* binding */ at),
/* harmony export */   eB: () => (/* binding */ asObject),
/* harmony export */   qF: () => (/* binding */ parseJson),
/* harmony export */   tk: () => (/* binding */ numberAt)
/* harmony export */ });
function parseJson(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
function asObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}
function asArray(value) {
    return Array.isArray(value) ? value : [];
}
function at(value, ...path) {
    let current = value;
    for (const key of path) {
        const object = asObject(current);
        if (object === undefined || !Object.hasOwn(object, key))
            return undefined;
        current = object[key];
    }
    return current;
}
function textAt(value, ...path) {
    const found = at(value, ...path);
    return typeof found === 'string' ? found : undefined;
}
function numberAt(value, ...path) {
    const found = at(value, ...path);
    return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}


/***/ }),

/***/ 6330:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  inspectImage: () => (/* binding */ inspectImage)
});

// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/http/json.js
var json = __webpack_require__(3223);
// EXTERNAL MODULE: ./build/image/digest.js
var image_digest = __webpack_require__(5436);
// EXTERNAL MODULE: ./build/image/platform.js
var image_platform = __webpack_require__(3847);
// EXTERNAL MODULE: ./build/image/reference.js + 1 modules
var image_reference = __webpack_require__(5147);
;// CONCATENATED MODULE: ./build/registry/config.js


function readConfig(document) {
    const settings = (0,json.at)(document, 'config');
    const history = (0,json/* asArray */._j)((0,json.at)(document, 'history'));
    const { exposedPorts, badPorts } = readPorts(Object.keys((0,json/* asObject */.eB)((0,json.at)(settings, 'ExposedPorts')) ?? {}));
    return {
        platform: readPlatform(document),
        created: readCreated((0,json/* textAt */.$6)(document, 'created')),
        entrypoint: readCommand((0,json.at)(settings, 'Entrypoint')),
        cmd: readCommand((0,json.at)(settings, 'Cmd')),
        exposedPorts,
        badPorts,
        user: (0,json/* textAt */.$6)(settings, 'User') ?? '',
        workingDir: (0,json/* textAt */.$6)(settings, 'WorkingDir') ?? '',
        env: new Map(textsIn((0,json.at)(settings, 'Env')).map((entry) => {
            const equals = entry.indexOf('=');
            return equals < 0 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)];
        })),
        volumes: Object.keys((0,json/* asObject */.eB)((0,json.at)(settings, 'Volumes')) ?? {}),
        healthcheck: isHealthcheck(textsIn((0,json.at)(settings, 'Healthcheck', 'Test'))),
        stopSignal: (0,json/* textAt */.$6)(settings, 'StopSignal') ?? '',
        onBuild: textsIn((0,json.at)(settings, 'OnBuild')),
        labels: readTexts((0,json.at)(settings, 'Labels')),
        history: history.map((entry) => (0,json/* textAt */.$6)(entry, 'created_by') ?? ''),
        historyLayers: history.length === 0 ? undefined : history.filter((entry) => (0,json.at)(entry, 'empty_layer') !== true).length,
        rootfsType: (0,json/* textAt */.$6)(document, 'rootfs', 'type') ?? '',
        diffIds: textsIn((0,json.at)(document, 'rootfs', 'diff_ids')),
    };
}
function readTexts(value) {
    const entries = Object.entries((0,json/* asObject */.eB)(value) ?? {});
    return new Map(entries.filter((entry) => typeof entry[1] === 'string'));
}
function textsIn(value) {
    return (0,json/* asArray */._j)(value).filter((entry) => typeof entry === 'string');
}
function isHealthcheck([first]) {
    return first !== undefined && first !== '' && first !== 'NONE';
}
function readPlatform(document) {
    const variant = (0,json/* textAt */.$6)(document, 'variant');
    return (0,image_platform/* normalPlatform */.Je)({
        os: (0,json/* textAt */.$6)(document, 'os') || 'unknown',
        architecture: (0,json/* textAt */.$6)(document, 'architecture') || 'unknown',
        ...(variant === undefined || variant === '' ? {} : { variant }),
    });
}
function readCommand(value) {
    const words = typeof value === 'string' ? [value] : (0,json/* asArray */._j)(value);
    return words.filter((word) => typeof word === 'string');
}
function readCreated(text) {
    const time = text === undefined ? Number.NaN : Date.parse(text);
    return Number.isNaN(time) || time <= 0 || time === Date.UTC(1980, 0, 1, 0, 0, 1) ? undefined : new Date(time);
}
function readPorts(keys) {
    const exposedPorts = [];
    const badPorts = [];
    for (const key of keys) {
        const [, digits, protocol = 'tcp'] = /^(\d{1,5})(?:\/(tcp|udp|sctp))?$/i.exec(key) ?? [];
        const port = Number(digits);
        if (digits === undefined || port < 1 || port > 65_535)
            badPorts.push(key);
        else
            exposedPorts.push({ port, protocol: protocol.toLowerCase() });
    }
    exposedPorts.sort((a, b) => a.port - b.port || a.protocol.localeCompare(b.protocol));
    return { exposedPorts, badPorts };
}

;// CONCATENATED MODULE: ./build/registry/document.js



const deepestJson = 64;
function corrupt(what, problem) {
    return new errors/* ActionError */.lZ('IMAGE_CORRUPT', `The registry's copy of ${what} is damaged: ${problem}.`, {
        hint: 'Push the image again. If that does not help, a proxy or mirror in between changes what it hands out.',
    });
}
function verify(bytes, expected, what) {
    if (expected.size !== undefined && bytes.length !== expected.size) {
        throw corrupt(what, `it has ${bytes.length} bytes instead of ${expected.size}`);
    }
    if (!(0,image_digest/* matchesDigest */._j)(bytes, expected.digest)) {
        throw corrupt(what, `its digest is ${(0,image_digest/* digestOf */.ol)(bytes)} instead of ${expected.digest}`);
    }
}
function readDocument(bytes, what) {
    const text = bytes.toString('utf8');
    if (depthOf(text) > deepestJson)
        throw corrupt(what, `its JSON is nested more than ${deepestJson} levels deep`);
    const document = (0,json/* asObject */.eB)((0,json/* parseJson */.qF)(text));
    if (document === undefined)
        throw corrupt(what, 'it is not a JSON object');
    return document;
}
function depthOf(text) {
    let depth = 0;
    let deepest = 0;
    let inString = false;
    for (let index = 0; index < text.length; index++) {
        const character = text[index];
        if (inString) {
            if (character === '\\')
                index++;
            else if (character === '"')
                inString = false;
        }
        else if (character === '"')
            inString = true;
        else if (character === '{' || character === '[')
            deepest = Math.max(deepest, ++depth);
        else if (character === '}' || character === ']')
            depth--;
    }
    return deepest;
}

// EXTERNAL MODULE: ./build/duration.js
var duration = __webpack_require__(3110);
// EXTERNAL MODULE: ./build/http/retry.js
var retry = __webpack_require__(4675);
;// CONCATENATED MODULE: ./build/registry/errors.js





const longestBody = 64 * 1024;
function refusedBy(response, asked, now) {
    const words = wordsOf(response);
    const { code, message, hint } = explain(response, words, asked, now);
    const said = [String(response.status), words.code, words.message].filter((part) => part !== undefined);
    return new errors/* ActionError */.lZ(code, `${message} (${response.request.url.host} said: ${said.join(' ')})`, { hint });
}
function explain(response, words, asked, now) {
    const { status } = response;
    const { reference, account } = asked;
    const image = (0,image_reference/* familiarName */.hG)(reference);
    const host = reference.domain;
    if (status === 429)
        return rateLimited(response, asked, now);
    if (status >= 500 || status === 408) {
        return {
            code: 'REGISTRY_UNAVAILABLE',
            message: `${host} cannot answer at the moment.`,
            hint: 'Nothing was deployed. Run the job again when the registry has recovered.',
        };
    }
    if (status === 404 && asked.what === 'config') {
        return {
            code: 'IMAGE_CORRUPT',
            message: `${host} has the manifest of ${image}, but not the config that it names.`,
            hint: 'Push the image again.',
        };
    }
    if (status === 404 && asked.what === 'image') {
        const repository = words.code === 'NAME_UNKNOWN';
        return {
            code: 'IMAGE_NOT_FOUND',
            message: repository ? `${host} has no repository ${reference.path}.` : `${image} was not found.`,
            hint: hintForMissing(asked, repository),
        };
    }
    if (status === 401 || status === 403) {
        if (asked.withheldFrom !== undefined) {
            return {
                code: 'REGISTRY_DENIED',
                message: `${host} wants the login for ${image} to be sent to ${asked.withheldFrom}, which was not done.`,
                hint: 'A login goes only to the registry itself and to hosts of its own domain. Check the host of the image.',
            };
        }
        if (account === undefined) {
            return {
                code: 'REGISTRY_DENIED',
                message: `${image} was not found, or it is private and no login was given.`,
                hint: `Check the spelling. If it is private, set registry-username and registry-password.${hubHint(asked)}`,
            };
        }
        if (status === 401 && asked.what === 'token') {
            return {
                code: 'REGISTRY_LOGIN',
                message: `${host} does not accept the login of ${account}.`,
                hint: 'Check registry-username and registry-password; has the password expired?',
            };
        }
        return {
            code: 'REGISTRY_DENIED',
            message: `${host} does not let ${account} read ${image}: wrong password, no access, or there is no such image.`,
            hint: 'Check registry-username and registry-password, the spelling, and who may read the repository.',
        };
    }
    return {
        code: 'REGISTRY_ANSWER',
        message: `${host} gave an answer that makes no sense for ${image}.`,
        hint: 'Is this the address of a container registry?',
    };
}
function hintForMissing(asked, repository) {
    const hints = [repository ? 'Check the spelling; has anything been pushed there?' : 'Check the name and the tag.'];
    const { tags } = asked;
    if (!repository && tags !== undefined && tags.length > 0) {
        const shown = tags.slice(-8).map(plain).join(', ');
        hints.push(tags.length > 8 ? `It has ${tags.length} tags, among them ${shown}.` : `It has the tags ${shown}.`);
    }
    if (asked.account === undefined)
        hints.push('If it is private, set registry-username and registry-password.');
    return hints.join(' ') + hubHint(asked);
}
function hubHint({ reference }) {
    const name = /^library\/(.*)$/.exec(reference.path)?.[1];
    if (reference.domain !== 'docker.io' || name === undefined)
        return '';
    const looksLikeHost = name.includes('.') || name === 'localhost' || /^\d{2,5}$/.test(reference.tag ?? '');
    return looksLikeHost
        ? ` ${name} was read as an image of Docker Hub: was the repository after the host forgotten?`
        : '';
}
function rateLimited(response, asked, now) {
    const hints = [];
    const wait = (0,retry/* retryAfterMs */.V)(response.headers['retry-after'], now);
    if (wait !== undefined) {
        hints.push(`It asks to come back in ${(0,duration/* duration */.p)(wait)}, at ${new Date(now + wait).toISOString().slice(11, 16)} UTC.`);
    }
    const [, limit, window] = /^(\d+)(?:;w=(\d+))?/.exec(response.headers['ratelimit-limit'] ?? '') ?? [];
    if (limit !== undefined) {
        hints.push(`The limit is ${limit} pulls${window === undefined ? '' : ` in ${(0,duration/* duration */.p)(Number(window) * 1000)}`}.`);
    }
    hints.push(asked.account === undefined
        ? 'Requests without a login share the limit of the runner’s address: set registry-username and registry-password.'
        : 'Run the job again later.');
    return {
        code: 'REGISTRY_RATE_LIMIT',
        message: `${asked.reference.domain} has had too many requests.`,
        hint: hints.join(' '),
    };
}
function wordsOf(response) {
    const text = response.body.toString('utf8').slice(0, longestBody);
    const answer = (0,json/* parseJson */.qF)(text);
    const [first] = (0,json/* asArray */._j)((0,json.at)(answer, 'errors'));
    const code = (0,json/* textAt */.$6)(first, 'code');
    const message = (0,json/* textAt */.$6)(first, 'message') ?? (0,json/* textAt */.$6)(answer, 'details') ?? (0,json/* textAt */.$6)(answer, 'message');
    const isText = /^text\/plain/.test(response.headers['content-type'] ?? '');
    const line = answer === undefined && isText ? text.trim().split('\n', 1)[0] : undefined;
    return { code: emptyAsAbsent(code), message: emptyAsAbsent(message ?? line) };
}
function emptyAsAbsent(text) {
    const cleaned = text === undefined ? '' : plain(text).trim();
    return cleaned === '' ? undefined : cleaned;
}
function plain(text) {
    return text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029]+/g, ' ');
}

;// CONCATENATED MODULE: ./build/registry/manifest.js




const dockerManifest = 'application/vnd.docker.distribution.manifest.v2+json';
const dockerList = 'application/vnd.docker.distribution.manifest.list.v2+json';
const ociManifest = 'application/vnd.oci.image.manifest.v1+json';
const ociIndex = 'application/vnd.oci.image.index.v1+json';
const manifestTypes = [ociIndex, ociManifest, dockerList, dockerManifest];
const configTypes = [
    'application/vnd.oci.image.config.v1+json',
    'application/vnd.docker.container.image.v1+json',
];
const mostLayers = 500;
const mostEntries = 500;
function isIndexType(mediaType) {
    return mediaType === ociIndex || mediaType === dockerList;
}
function mediaTypeOf(contentType) {
    const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
    return type === '' ? undefined : type;
}
function isSchema1(mediaType) {
    return mediaType?.startsWith('application/vnd.docker.distribution.manifest.v1+') === true;
}
function schema1Error(what) {
    return new errors/* ActionError */.lZ('IMAGE_SCHEMA1', `${what} is in the image format of 2015 (schema 1).`, {
        hint: 'Build it again and push it with any builder since Docker 1.10.',
    });
}
function readManifest(bytes, contentType, what) {
    const header = mediaTypeOf(contentType);
    if (isSchema1(header))
        throw schema1Error(what);
    const document = readDocument(bytes, what);
    const version = (0,json/* numberAt */.tk)(document, 'schemaVersion');
    if (version === 1)
        throw schema1Error(what);
    if (version !== 2)
        throw corrupt(what, 'its schemaVersion is not 2');
    const own = (0,json/* textAt */.$6)(document, 'mediaType');
    if (own !== undefined && header !== undefined && own !== header) {
        throw corrupt(what, `it calls itself ${JSON.stringify(own)}, the registry calls it ${JSON.stringify(header)}`);
    }
    const mediaType = own ?? header;
    if (mediaType === undefined || !manifestTypes.includes(mediaType)) {
        throw notAnImage(what, `its media type is ${mediaType === undefined ? 'not given' : JSON.stringify(mediaType)}`);
    }
    const has = (key) => (0,json.at)(document, key) !== undefined;
    if (isIndexType(mediaType)) {
        if (!Array.isArray((0,json.at)(document, 'manifests')) || has('layers') || has('config')) {
            throw corrupt(what, 'it is called an index, but does not have the shape of one');
        }
        return { kind: 'index', mediaType, entries: readEntries(document, what) };
    }
    if (!has('config') || !Array.isArray((0,json.at)(document, 'layers')) || has('manifests') || has('fsLayers')) {
        throw corrupt(what, 'it is called a manifest, but does not have the shape of one');
    }
    return readImage(document, mediaType, what);
}
function notAnImage(what, because) {
    return new errors/* ActionError */.lZ('IMAGE_KIND', `${what} is not an image that can be run: ${because}.`, {
        hint: 'Is it a chart, a signature or another artifact? Give the name of the image itself.',
    });
}
function readImage(document, mediaType, what) {
    const config = readDescriptor((0,json.at)(document, 'config'), what);
    if (!configTypes.includes(config.mediaType)) {
        const type = (0,json/* textAt */.$6)(document, 'artifactType') ?? config.mediaType;
        throw notAnImage(what, `it holds ${JSON.stringify(type)}`);
    }
    const layers = (0,json/* asArray */._j)((0,json.at)(document, 'layers'));
    if (layers.length > mostLayers)
        throw corrupt(what, `it has ${layers.length} layers`);
    return { kind: 'image', mediaType, config, layers: layers.map((layer) => readDescriptor(layer, what)) };
}
function readEntries(document, what) {
    const entries = (0,json/* asArray */._j)((0,json.at)(document, 'manifests'));
    if (entries.length > mostEntries)
        throw corrupt(what, `it lists ${entries.length} manifests`);
    return entries.map((entry) => {
        const platform = (0,json/* asObject */.eB)((0,json.at)(entry, 'platform'));
        const variant = (0,json/* textAt */.$6)(platform, 'variant');
        const referenceType = (0,json/* textAt */.$6)(entry, 'annotations', 'vnd.docker.reference.type');
        const artifactType = (0,json/* textAt */.$6)(entry, 'artifactType');
        return {
            ...readDescriptor(entry, what),
            ...(platform === undefined
                ? {}
                : {
                    platform: {
                        os: (0,json/* textAt */.$6)(platform, 'os') ?? 'unknown',
                        architecture: (0,json/* textAt */.$6)(platform, 'architecture') ?? 'unknown',
                        ...(variant === undefined || variant === '' ? {} : { variant }),
                    },
                }),
            ...(referenceType === undefined ? {} : { referenceType }),
            ...(artifactType === undefined || artifactType === '' ? {} : { artifactType }),
        };
    });
}
function readDescriptor(value, what) {
    const mediaType = (0,json/* textAt */.$6)(value, 'mediaType');
    const digest = (0,json/* textAt */.$6)(value, 'digest');
    const size = (0,json/* numberAt */.tk)(value, 'size');
    if (mediaType === undefined)
        throw corrupt(what, 'a part of it has no media type');
    if (!(0,image_digest/* isDigest */.Bc)(digest))
        throw corrupt(what, `a part of it has the digest ${JSON.stringify(digest ?? null)}`);
    if (size === undefined || !Number.isSafeInteger(size) || size < 0) {
        throw corrupt(what, `the size of ${digest} is not a number of bytes`);
    }
    return { mediaType, digest, size };
}

;// CONCATENATED MODULE: ./build/registry/platform.js


function choose(index, wanted) {
    const matching = [];
    const unsure = [];
    const others = [];
    const offered = [];
    for (const entry of index.entries) {
        if (!mayRun(entry))
            continue;
        const platform = entry.platform === undefined ? undefined : (0,image_platform/* normalPlatform */.Je)(entry.platform);
        if (isIndexType(entry.mediaType) || platform === undefined) {
            unsure.push(entry);
            continue;
        }
        if (!offered.some((known) => (0,image_platform/* samePlatform */.my)(known, platform)))
            offered.push(platform);
        ((0,image_platform/* isFor */.Gi)(platform, wanted) ? matching : others).push(entry);
    }
    const rank = (entry) => wanted.variant === undefined && entry.platform !== undefined && (0,image_platform/* normalPlatform */.Je)(entry.platform).variant !== undefined
        ? 1
        : 0;
    return { matching: matching.sort((a, b) => rank(a) - rank(b)), unsure, others, offered };
}
function mayRun(entry) {
    if (!manifestTypes.includes(entry.mediaType))
        return false;
    if (entry.referenceType !== undefined)
        return false;
    if (entry.artifactType?.includes('attestation') === true || isForeignArtifact(entry))
        return false;
    return entry.platform?.os !== 'unknown' && entry.platform?.architecture !== 'unknown';
}
function isForeignArtifact({ artifactType }) {
    return artifactType !== undefined && !/^application\/vnd\.(?:oci\.image|docker\.)/.test(artifactType);
}

;// CONCATENATED MODULE: ./build/registry/challenge.js
const longestHeader = 8192;
const skippable = /[ \t,]*/y;
const token = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const equals = /[ \t]*=[ \t]*/y;
const quoted = /"((?:[^"\\]|\\.)*)"/sy;
const bare = /[^\s,"]*/y;
const token68 = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;
function parseChallenges(header) {
    const challenges = [];
    if (header.length > longestHeader)
        return challenges;
    let position = 0;
    const take = (pattern) => {
        pattern.lastIndex = position;
        const match = pattern.exec(header);
        if (match === null)
            return undefined;
        position = pattern.lastIndex;
        return match;
    };
    for (;;) {
        take(skippable);
        const scheme = take(token)?.[0].toLowerCase();
        if (scheme === undefined)
            return challenges;
        const parameters = new Map();
        const challenge = { scheme, parameters };
        const afterScheme = position;
        take(skippable);
        const blankOnly = /^[ \t]+$/.test(header.slice(afterScheme, position));
        if (!(blankOnly && take(token68) !== undefined))
            position = afterScheme;
        for (;;) {
            const beforeKey = position;
            take(skippable);
            const key = take(token)?.[0].toLowerCase();
            if (key === undefined)
                break;
            if (take(equals) === undefined) {
                position = beforeKey;
                break;
            }
            const quotedValue = take(quoted)?.[1];
            if (quotedValue !== undefined)
                parameters.set(key, quotedValue.replace(/\\(.)/gs, '$1'));
            else if (header[position] === '"')
                return challenges;
            else
                parameters.set(key, take(bare)?.[0] ?? '');
        }
        challenges.push(challenge);
    }
}
function preferredChallenge(challenges) {
    const first = (scheme) => challenges.find((challenge) => challenge.scheme === scheme);
    return first('bearer') ?? first('basic');
}

// EXTERNAL MODULE: ./build/http/loopback.js
var loopback = __webpack_require__(356);
;// CONCATENATED MODULE: ./build/registry/location.js



function registryUrl(reference) {
    const host = (0,image_reference/* apiHost */.nz)(reference);
    const url = URL.parse(`https://${host}/v2/`);
    if (url === null) {
        throw new errors/* ActionError */.lZ('IMAGE_REFERENCE', `${host} is not an address that a registry can have.`, {
            hint: 'Check the host and the port of the image.',
        });
    }
    return (0,loopback/* isLoopback */.U)(url) ? new URL(`http://${host}/v2/`) : url;
}
function redirectTarget(from, location) {
    const fault = (problem) => new errors/* ActionError */.lZ('REGISTRY_REDIRECT', `${from.host} redirects ${problem}.`, {
        hint: 'Tell whoever runs the registry: its storage redirect cannot be followed.',
    });
    const target = location === undefined ? null : URL.parse(location, from.href);
    if (target === null)
        throw fault('without saying where to');
    const allowed = target.protocol === 'https:' || (target.protocol === 'http:' && from.protocol === 'http:');
    if (!allowed || (target.protocol === 'http:' && !(0,loopback/* isLoopback */.U)(target))) {
        throw fault(`to ${target.protocol}//${target.host}, which is not https`);
    }
    if (target.username !== '' || target.password !== '')
        throw fault(`to ${target.host} with a login in the address`);
    return target;
}

;// CONCATENATED MODULE: ./build/registry/realm.js

const knownPairs = {
    'registry-1.docker.io': ['auth.docker.io'],
    'index.docker.io': ['auth.docker.io'],
    'registry.hub.docker.com': ['auth.docker.io'],
    'registry.gitlab.com': ['gitlab.com'],
    'nvcr.io': ['authn.nvidia.com'],
};
const sharedDomains = new Set([
    'amazonaws.com',
    'amazonaws.eu',
    'appspot.com',
    'awsapps.com',
    'azure.com',
    'azurecr.cn',
    'azurecr.io',
    'azurecr.us',
    'azurefd.net',
    'azurewebsites.net',
    'cloudfront.net',
    'digitaloceanspaces.com',
    'duckdns.org',
    'fly.dev',
    'github.io',
    'githubusercontent.com',
    'gitlab.io',
    'googleapis.com',
    'googleusercontent.com',
    'herokuapp.com',
    'jfrog.io',
    'netlify.app',
    'ngrok-free.app',
    'ngrok.app',
    'ngrok.io',
    'nip.io',
    'on.aws',
    'ondigitalocean.app',
    'onrender.com',
    'pages.dev',
    'pkg.dev',
    'run.app',
    'sslip.io',
    'vercel.app',
    'windows.net',
    'workers.dev',
]);
function readRealm(text, registry) {
    const refuse = (problem) => new errors/* ActionError */.lZ('REGISTRY_REALM', `${registry.host} names a token server that ${problem}.`, {
        hint: 'Is the host of the image spelled right? If it is, tell whoever runs the registry.',
    });
    const url = text === undefined || text === '' ? null : URL.parse(text, registry.href);
    if (url === null)
        throw refuse('has no address');
    const sameHost = url.hostname === registry.hostname;
    const plainAllowed = registry.protocol === 'http:' && sameHost;
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && plainAllowed)) {
        throw refuse(`is not asked over https: ${url.protocol}//${url.host}`);
    }
    if (url.username !== '' || url.password !== '')
        throw refuse(`has a login in its address: ${url.host}`);
    if (url.hash !== '')
        throw refuse(`has a fragment in its address: ${url.host}`);
    const trusted = sameHost ||
        knownPairs[registry.hostname]?.includes(url.hostname) === true ||
        shareDomain(url.hostname, registry.hostname);
    return { url, trusted };
}
function shareDomain(one, other) {
    const domain = registrableDomain(one);
    return domain !== undefined && domain === registrableDomain(other) && !sharedDomains.has(domain);
}
function registrableDomain(host) {
    if (/^[\d.]+$|^\[/.test(host))
        return undefined;
    const labels = host.split('.');
    const [second = '', top = ''] = labels.slice(-2);
    const size = top.length === 2 && second.length <= 3 && labels.length > 2 ? 3 : 2;
    return labels.length < size ? undefined : labels.slice(-size).join('.');
}

;// CONCATENATED MODULE: ./build/registry/token.js




const maxTokenBytes = 64 * 1024;
const shortestLife = 60;
const margin = 10_000;
function basicAuthorization(login, mask) {
    if (login.username.includes(':') || /[\x00-\x1f\x7f]/.test(login.username)) {
        throw new errors/* ActionError */.lZ('REGISTRY_LOGIN', 'The registry user name holds a colon or a control character.', {
            hint: 'Give the user name alone in registry-username, the password in registry-password.',
        });
    }
    const payload = Buffer.from(`${login.username}:${login.password}`, 'utf8').toString('base64');
    mask(payload);
    return `Basic ${payload}`;
}
class TokenStore {
    #access;
    #registry;
    #reference;
    #tokens = new Map();
    #sentLogin = false;
    #withheldFrom;
    constructor(access, registry, reference) {
        this.#access = access;
        this.#registry = registry;
        this.#reference = reference;
    }
    get sentLogin() {
        return this.#sentLogin;
    }
    get withheldFrom() {
        return this.#withheldFrom;
    }
    async get(challenge, scope) {
        const key = keyOf(challenge, scope);
        const known = await this.#tokens.get(key);
        if (known !== undefined && known.expiresAt - margin > this.#access.clock.now())
            return { token: known, stored: true };
        const fetched = this.#request(challenge, scope);
        this.#tokens.set(key, fetched);
        try {
            return { token: await fetched, stored: false };
        }
        catch (error) {
            this.#tokens.delete(key);
            throw error;
        }
    }
    forget(challenge, scope) {
        this.#tokens.delete(keyOf(challenge, scope));
    }
    async #request(challenge, scope) {
        const { http, login, clock, signal } = this.#access;
        const realm = readRealm(challenge.parameters.get('realm'), this.#registry);
        const url = new URL(realm.url);
        const service = challenge.parameters.get('service');
        if (service !== undefined)
            url.searchParams.set('service', service);
        url.searchParams.append('scope', scope);
        const headers = { accept: 'application/json', 'accept-encoding': 'identity' };
        const sendsLogin = login !== undefined && realm.trusted;
        if (login !== undefined && !realm.trusted)
            this.#withheldFrom = url.host;
        if (sendsLogin) {
            headers['authorization'] = basicAuthorization(login, (secret) => this.#access.mask(secret));
            this.#sentLogin = true;
        }
        const response = await http.send({ method: 'GET', url, headers, maxBytes: maxTokenBytes, signal });
        if (response.status !== 200) {
            const account = sendsLogin ? login.username : undefined;
            const asked = { reference: this.#reference, what: 'token', account, withheldFrom: this.#withheldFrom };
            throw refusedBy(response, asked, clock.now());
        }
        const token = readToken(response, clock.now());
        this.#access.mask(token.value);
        return token;
    }
}
function keyOf(challenge, scope) {
    return JSON.stringify([challenge.parameters.get('realm'), challenge.parameters.get('service'), scope]);
}
function readToken(response, now) {
    const answer = (0,json/* parseJson */.qF)(response.body.toString('utf8'));
    const value = (0,json/* textAt */.$6)(answer, 'token') || (0,json/* textAt */.$6)(answer, 'access_token');
    const problem = value === undefined || value === ''
        ? 'answered 200 without a token'
        : /^[\x21-\x7e]+$/.test(value)
            ? undefined
            : 'gave a token with characters that no token has';
    if (value === undefined || problem !== undefined) {
        throw new errors/* ActionError */.lZ('REGISTRY_TOKEN', `The token server ${response.request.url.host} ${problem}.`, {
            hint: 'Is the host of the image spelled right? If it is, tell whoever runs the registry.',
        });
    }
    const life = Math.max((0,json/* numberAt */.tk)(answer, 'expires_in') ?? shortestLife, shortestLife);
    return { value, expiresAt: now + life * 1000 };
}

;// CONCATENATED MODULE: ./build/registry/session.js



const mostRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);
class RegistrySession {
    #reference;
    #access;
    #base;
    #tokens;
    #challenge;
    #scope;
    #sentBasic = false;
    constructor(reference, access) {
        this.#reference = reference;
        this.#access = access;
        this.#base = registryUrl(reference);
        this.#tokens = new TokenStore(access, this.#base, reference);
        this.#scope = this.#ownScope;
    }
    get usedCredentials() {
        return this.#sentBasic || this.#tokens.sentLogin;
    }
    asked(what) {
        const account = this.usedCredentials ? this.#access.login?.username : undefined;
        return { reference: this.#reference, what, account, withheldFrom: this.#tokens.withheldFrom };
    }
    async ask(question) {
        const url = new URL(`${this.#reference.path}/${question.path}`, this.#base);
        const first = await this.#authorization();
        let response = await this.#follow(question, url, first?.header);
        if (await this.#learnChallenge(response, first)) {
            const second = await this.#authorization();
            if (second !== undefined)
                response = await this.#follow(question, url, second.header);
        }
        return response;
    }
    get #ownScope() {
        return `repository:${this.#reference.path}:pull`;
    }
    async #learnChallenge(response, sent) {
        const { status, request } = response;
        if (request.url.origin !== this.#base.origin)
            return false;
        if (sent !== undefined) {
            if (status !== 401 || !sent.stored || this.#challenge?.scheme !== 'bearer')
                return false;
            const why = preferredChallenge(parseChallenges(response.headers['www-authenticate'] ?? ''));
            if (why?.parameters.get('error') === 'insufficient_scope')
                return false;
            this.#tokens.forget(this.#challenge, this.#scope);
            return true;
        }
        if (status !== 401 && !(status === 403 && this.#access.login !== undefined))
            return false;
        const own = preferredChallenge(parseChallenges(response.headers['www-authenticate'] ?? ''));
        this.#challenge = own ?? (await this.#pingChallenge());
        const scope = own?.parameters.get('scope');
        this.#scope = scope !== undefined && /^repository:\S+:[a-z,*]+$/.test(scope) ? scope : this.#ownScope;
        return this.#challenge !== undefined;
    }
    async #pingChallenge() {
        const headers = { accept: 'application/json', 'accept-encoding': 'identity' };
        const { http, signal } = this.#access;
        const response = await http.send({ method: 'GET', url: this.#base, headers, maxBytes: 64 * 1024, signal });
        return preferredChallenge(parseChallenges(response.headers['www-authenticate'] ?? ''));
    }
    async #authorization() {
        const { login } = this.#access;
        if (this.#challenge?.scheme === 'bearer') {
            const { token, stored } = await this.#tokens.get(this.#challenge, this.#scope);
            return { header: `Bearer ${token.value}`, stored };
        }
        if (this.#challenge?.scheme !== 'basic' || login === undefined)
            return undefined;
        const header = basicAuthorization(login, (secret) => this.#access.mask(secret));
        const stored = this.#sentBasic;
        this.#sentBasic = true;
        return { header, stored };
    }
    async #follow(question, start, authorization) {
        const { http, signal } = this.#access;
        let url = start;
        for (let hops = 0;; hops++) {
            const headers = { accept: question.accept, 'accept-encoding': 'identity' };
            if (authorization !== undefined && url.origin === this.#base.origin)
                headers['authorization'] = authorization;
            const response = await http.send({ method: question.method, url, headers, maxBytes: question.maxBytes, signal });
            if (!redirects.has(response.status) || hops === mostRedirects)
                return response;
            url = redirectTarget(url, response.headers['location']);
        }
    }
}

;// CONCATENATED MODULE: ./build/registry/inspect.js











const maxManifestBytes = 4 * 1024 * 1024;
const maxConfigBytes = 8 * 1024 * 1024;
const deepestIndex = 3;
const mostManifests = 50;
const acceptManifests = manifestTypes.join(', ');
async function inspectImage(reference, access, wanted = image_platform/* linuxAmd64 */.zE) {
    const reader = new ImageReader(reference, access);
    const root = await reader.root();
    const offered = [];
    const resolved = root.manifest.kind === 'image'
        ? { ...root, manifest: root.manifest, config: await reader.config(root.manifest) }
        : await reader.resolve(root.manifest, (0,image_platform/* normalPlatform */.Je)(wanted), offered);
    const sizes = new Map(resolved.manifest.layers.map((layer) => [layer.digest, layer.size]));
    return {
        ...resolved.config,
        reference,
        digest: root.digest,
        manifestDigest: resolved.digest,
        mediaType: root.manifest.mediaType,
        offered: offered.length === 0 ? [resolved.config.platform] : offered,
        compressedBytes: [...sizes.values()].reduce((sum, size) => sum + size, 0),
        layers: resolved.manifest.layers,
        configBytes: resolved.manifest.config.size,
        annotations: new Map(),
        openedBy: reader.session.usedCredentials ? 'inputs' : 'nobody',
    };
}
class ImageReader {
    session;
    #reference;
    #access;
    #name;
    #manifestsRead = 0;
    constructor(reference, access) {
        this.#reference = reference;
        this.#access = access;
        this.#name = (0,image_reference/* familiarName */.hG)(reference);
        this.session = new RegistrySession(reference, access);
    }
    async root() {
        const asked = this.#reference.digest ?? (await this.#digestOfTag());
        if (asked !== undefined)
            return this.manifest(asked);
        const response = await this.#get(`manifests/${(0,image_reference/* tagOrDigest */.AA)(this.#reference)}`, acceptManifests, maxManifestBytes);
        if (response.status !== 200)
            throw await this.#refusal(response);
        const { digest, manifest } = this.#read(response, undefined);
        const claimed = response.headers['docker-content-digest'];
        if (claimed?.startsWith('sha256:') === true && claimed !== digest) {
            throw corrupt(this.#name, `the registry says its digest is ${claimed}, but it is ${digest}`);
        }
        return { digest, manifest };
    }
    async #digestOfTag() {
        const path = `manifests/${(0,image_reference/* tagOrDigest */.AA)(this.#reference)}`;
        const response = await this.session.ask({
            method: 'HEAD',
            path,
            accept: acceptManifests,
            maxBytes: maxManifestBytes,
        });
        if (response.status === 429 || response.status >= 500)
            throw await this.#refusal(response);
        if (response.status !== 200)
            return undefined;
        const digest = response.headers['docker-content-digest'];
        return (0,image_digest/* isDigest */.Bc)(digest) ? digest : undefined;
    }
    async manifest(digest, expected) {
        if (++this.#manifestsRead > mostManifests)
            throw corrupt(this.#name, `it leads to more than ${mostManifests} manifests`);
        const response = await this.#get(`manifests/${digest}`, acceptManifests, maxManifestBytes);
        if (response.status !== 200)
            throw await this.#refusal(response);
        const found = this.#read(response, expected ?? { digest });
        if (expected !== undefined && found.manifest.mediaType !== expected.mediaType) {
            throw corrupt(this.#name, `its index calls ${digest} ${expected.mediaType}, it is ${found.manifest.mediaType}`);
        }
        return found;
    }
    async config(manifest) {
        const { config } = manifest;
        if (config.size > maxConfigBytes)
            throw corrupt(this.#name, `its config has ${config.size} bytes`);
        const response = await this.#get(`blobs/${config.digest}`, '*/*', maxConfigBytes);
        if (response.status !== 200)
            throw refusedBy(response, this.session.asked('config'), this.#access.clock.now());
        const what = `the config of ${this.#name}`;
        verify(response.body, config, what);
        return readConfig(readDocument(response.body, what));
    }
    async resolve(index, wanted, offered) {
        const search = await this.#search(index, wanted, offered, 1);
        const found = search.match ?? search.other;
        if (found === undefined)
            throw notAnImage(this.#name, 'its index lists no image');
        return found;
    }
    async #search(index, wanted, offered, depth) {
        const add = (platform) => {
            if (!offered.some((known) => (0,image_platform/* samePlatform */.my)(known, platform)))
                offered.push(platform);
        };
        const choice = choose(index, wanted);
        for (const platform of choice.offered)
            add(platform);
        const [best] = choice.matching;
        if (best !== undefined)
            return { match: await this.#image(best) };
        let other;
        for (const entry of choice.unsure) {
            const found = await this.manifest(entry.digest, entry);
            if (found.manifest.kind === 'index') {
                if (depth === deepestIndex)
                    throw corrupt(this.#name, `its indexes are nested more than ${deepestIndex} deep`);
                const inner = await this.#search(found.manifest, wanted, offered, depth + 1);
                if (inner.match !== undefined)
                    return { match: inner.match };
                other ??= inner.other;
                continue;
            }
            const resolved = { ...found, manifest: found.manifest, config: await this.config(found.manifest) };
            add(resolved.config.platform);
            if ((0,image_platform/* isFor */.Gi)(resolved.config.platform, wanted))
                return { match: resolved };
            other ??= resolved;
        }
        const [first] = choice.others;
        if (other === undefined && first !== undefined)
            other = await this.#image(first);
        return other === undefined ? {} : { other };
    }
    async #image(entry) {
        const found = await this.manifest(entry.digest, entry);
        if (found.manifest.kind !== 'image')
            throw corrupt(this.#name, `${entry.digest} is not the manifest it is called`);
        return { ...found, manifest: found.manifest, config: await this.config(found.manifest) };
    }
    #read(response, expected) {
        const contentType = response.headers['content-type'];
        if (isSchema1(mediaTypeOf(contentType)))
            throw schema1Error(this.#name);
        if (expected !== undefined)
            verify(response.body, expected, this.#name);
        return {
            digest: expected?.digest ?? (0,image_digest/* digestOf */.ol)(response.body),
            manifest: readManifest(response.body, contentType, this.#name),
        };
    }
    #get(path, accept, maxBytes) {
        return this.session.ask({ method: 'GET', path, accept, maxBytes });
    }
    async #refusal(response) {
        const missing = response.status === 404 && this.#reference.digest === undefined;
        const asked = this.session.asked('image');
        const tags = missing ? await this.#tags() : undefined;
        return refusedBy(response, { ...asked, tags }, this.#access.clock.now());
    }
    async #tags() {
        try {
            const response = await this.#get('tags/list?n=1000', 'application/json', maxManifestBytes);
            if (response.status !== 200)
                return undefined;
            const tags = (0,json/* asArray */._j)((0,json.at)((0,json/* parseJson */.qF)(response.body.toString('utf8')), 'tags'));
            return tags.filter((tag) => typeof tag === 'string');
        }
        catch (error) {
            if (error instanceof errors/* Cancelled */.cJ || !(error instanceof errors/* ActionError */.lZ))
                throw error;
            return undefined;
        }
    }
}


/***/ })

};
