export const id = 878;
export const ids = [878];
export const modules = {

/***/ 2694:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   bq: () => (/* binding */ publicReach)
/* harmony export */ });
/* unused harmony exports isPrivateAddress, publicReachBy */
/* harmony import */ var node_dns__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(610);
/* harmony import */ var node_net__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7030);


const privateIpv4 = [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['168.63.129.16', 32],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 3],
];
const publicIpv6 = subnets([
    ['2000::', 3],
    ['::ffff:0:0', 96],
    ['64:ff9b::', 96],
]);
const privateAddresses = subnets([
    ['2001::', 23],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['3fff::', 20],
    ...privateIpv4.map(([network, prefix]) => [`64:ff9b::${network}`, 96 + prefix]),
]);
for (const [network, prefix] of privateIpv4)
    privateAddresses.addSubnet(network, prefix, 'ipv4');
function subnets(networks) {
    const list = new node_net__WEBPACK_IMPORTED_MODULE_1__.BlockList();
    for (const [network, prefix] of networks)
        list.addSubnet(network, prefix, 'ipv6');
    return list;
}
function isPrivateAddress(address) {
    const family = (0,node_net__WEBPACK_IMPORTED_MODULE_1__.isIP)(address);
    if (family === 4)
        return privateAddresses.check(address, 'ipv4');
    if (family === 0 || address.includes('%'))
        return true;
    return !publicIpv6.check(address, 'ipv6') || privateAddresses.check(address, 'ipv6');
}
class PrivateAddress extends Error {
    code = 'PRIVATE_ADDRESS';
}
function publicReachBy(resolve) {
    return {
        refusal: (address) => (isPrivateAddress(address) ? 'PRIVATE_ADDRESS' : undefined),
        lookup(hostname, options, callback) {
            resolve(hostname, { ...options, all: true }, (error, addresses) => {
                if (error !== null)
                    return callback(error, '', 0);
                const hidden = addresses.find(({ address }) => isPrivateAddress(address));
                const [first] = addresses;
                if (hidden !== undefined || first === undefined) {
                    return callback(new PrivateAddress(`${hostname} is at ${hidden?.address ?? 'no address'}`), '', 0);
                }
                if (options.all === true)
                    return callback(null, addresses);
                callback(null, first.address, first.family);
            });
        },
    };
}
const publicReach = publicReachBy(node_dns__WEBPACK_IMPORTED_MODULE_0__.lookup);


/***/ }),

/***/ 8721:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ readConfig),
/* harmony export */   Z: () => (/* binding */ readTexts)
/* harmony export */ });
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3223);
/* harmony import */ var _image_platform_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3847);


function readConfig(document) {
    const settings = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(document, 'config');
    const history = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asArray */ ._j)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(document, 'history'));
    const { exposedPorts, badPorts } = readPorts(Object.keys((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asObject */ .eB)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(settings, 'ExposedPorts')) ?? {}));
    return {
        platform: readPlatform(document),
        created: readCreated((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(document, 'created')),
        entrypoint: readCommand((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(settings, 'Entrypoint')),
        cmd: readCommand((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(settings, 'Cmd')),
        exposedPorts,
        badPorts,
        user: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(settings, 'User') ?? '',
        workingDir: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(settings, 'WorkingDir') ?? '',
        env: new Map(textsIn((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(settings, 'Env')).map((entry) => {
            const equals = entry.indexOf('=');
            return equals < 0 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)];
        })),
        volumes: Object.keys((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asObject */ .eB)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(settings, 'Volumes')) ?? {}),
        healthcheck: isHealthcheck(textsIn((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(settings, 'Healthcheck', 'Test'))),
        stopSignal: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(settings, 'StopSignal') ?? '',
        onBuild: textsIn((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(settings, 'OnBuild')),
        labels: readTexts((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(settings, 'Labels')),
        history: history.map((entry) => (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(entry, 'created_by') ?? ''),
        historyLayers: history.length === 0 ? undefined : history.filter((entry) => (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(entry, 'empty_layer') !== true).length,
        rootfsType: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(document, 'rootfs', 'type') ?? '',
        diffIds: textsIn((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(document, 'rootfs', 'diff_ids')),
    };
}
function readTexts(value) {
    const entries = Object.entries((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asObject */ .eB)(value) ?? {});
    return new Map(entries.filter((entry) => typeof entry[1] === 'string'));
}
function textsIn(value) {
    return (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asArray */ ._j)(value).filter((entry) => typeof entry === 'string');
}
function isHealthcheck([first]) {
    return first !== undefined && first !== '' && first !== 'NONE';
}
function readPlatform(document) {
    const variant = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(document, 'variant');
    return (0,_image_platform_js__WEBPACK_IMPORTED_MODULE_0__/* .normalPlatform */ .Je)({
        os: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(document, 'os') || 'unknown',
        architecture: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(document, 'architecture') || 'unknown',
        ...(variant === undefined || variant === '' ? {} : { variant }),
    });
}
function readCommand(value) {
    const words = typeof value === 'string' ? [value] : (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asArray */ ._j)(value);
    return words.filter((word) => typeof word === 'string');
}
function readCreated(text) {
    const time = text !== undefined && /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
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


/***/ }),

/***/ 6050:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F9: () => (/* binding */ embedded),
/* harmony export */   MX: () => (/* binding */ verify),
/* harmony export */   qb: () => (/* binding */ corrupt),
/* harmony export */   u0: () => (/* binding */ readDocument)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3223);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5436);



const deepestJson = 64;
function corrupt(what, problem) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('IMAGE_CORRUPT', `The registry's copy of ${what} is damaged: ${problem}.`, {
        hint: 'Push the image again. If that does not help, a proxy or mirror in between changes what it hands out.',
    });
}
function verify(bytes, expected, what) {
    if (expected.size !== undefined && bytes.length !== expected.size) {
        throw corrupt(what, `it has ${bytes.length} bytes instead of ${expected.size}`);
    }
    if (!(0,_image_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .matchesDigest */ ._j)(bytes, expected.digest)) {
        throw corrupt(what, `its digest is ${(0,_image_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .digestOf */ .ol)(bytes)} instead of ${expected.digest}`);
    }
}
function embedded(descriptor) {
    const { data, size, digest } = descriptor;
    if (data === undefined || !/^[A-Za-z0-9+/]*={0,2}$/.test(data))
        return undefined;
    const bytes = Buffer.from(data, 'base64');
    return bytes.length === size && (0,_image_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .matchesDigest */ ._j)(bytes, digest) ? bytes : undefined;
}
function readDocument(bytes, what) {
    const text = bytes.toString('utf8');
    if (depthOf(text) > deepestJson)
        throw corrupt(what, `its JSON is nested more than ${deepestJson} levels deep`);
    const document = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .asObject */ .eB)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .parseJson */ .qF)(text));
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


/***/ }),

/***/ 3958:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $U: () => (/* binding */ isIndexType),
/* harmony export */   Fm: () => (/* binding */ manifestTypes),
/* harmony export */   Fo: () => (/* binding */ schema1Error),
/* harmony export */   O9: () => (/* binding */ notAnImage),
/* harmony export */   Pr: () => (/* binding */ isSchema1),
/* harmony export */   WI: () => (/* binding */ readManifest),
/* harmony export */   c0: () => (/* binding */ mediaTypeOf),
/* harmony export */   o1: () => (/* binding */ askingForManifest)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3223);
/* harmony import */ var _image_digest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5436);
/* harmony import */ var _config_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8721);
/* harmony import */ var _document_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6050);





const dockerManifest = 'application/vnd.docker.distribution.manifest.v2+json';
const dockerList = 'application/vnd.docker.distribution.manifest.list.v2+json';
const ociManifest = 'application/vnd.oci.image.manifest.v1+json';
const ociIndex = 'application/vnd.oci.image.index.v1+json';
const manifestTypes = [ociIndex, ociManifest, dockerList, dockerManifest];
const askingForManifest = { accept: manifestTypes.join(', '), maxBytes: 4 * 1024 * 1024 };
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
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('IMAGE_SCHEMA1', `${what} is in the image format of 2015 (schema 1).`, {
        hint: 'Build it again and push it with any builder since Docker 1.10.',
    });
}
function readManifest(bytes, contentType, what) {
    const header = mediaTypeOf(contentType);
    if (isSchema1(header))
        throw schema1Error(what);
    const document = (0,_document_js__WEBPACK_IMPORTED_MODULE_3__/* .readDocument */ .u0)(bytes, what);
    const version = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .numberAt */ .tk)(document, 'schemaVersion');
    if (version === 1)
        throw schema1Error(what);
    if (version !== 2)
        throw (0,_document_js__WEBPACK_IMPORTED_MODULE_3__/* .corrupt */ .qb)(what, 'its schemaVersion is not 2');
    const own = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(document, 'mediaType');
    if (own !== undefined && header !== undefined && own !== header) {
        throw (0,_document_js__WEBPACK_IMPORTED_MODULE_3__/* .corrupt */ .qb)(what, `it calls itself ${JSON.stringify(own)}, the registry calls it ${JSON.stringify(header)}`);
    }
    const mediaType = own ?? header;
    if (mediaType === undefined || !manifestTypes.includes(mediaType)) {
        throw notAnImage(what, `its media type is ${mediaType === undefined ? 'not given' : JSON.stringify(mediaType)}`);
    }
    const has = (key) => (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__.at)(document, key) !== undefined;
    if (isIndexType(mediaType)) {
        if (!Array.isArray((0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__.at)(document, 'manifests')) || has('layers') || has('config')) {
            throw (0,_document_js__WEBPACK_IMPORTED_MODULE_3__/* .corrupt */ .qb)(what, 'it is called an index, but does not have the shape of one');
        }
        const annotations = (0,_config_js__WEBPACK_IMPORTED_MODULE_2__/* .readTexts */ .Z)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__.at)(document, 'annotations'));
        return { kind: 'index', mediaType, entries: readEntries(document, what), annotations };
    }
    if (!has('config') || !Array.isArray((0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__.at)(document, 'layers')) || has('manifests') || has('fsLayers')) {
        throw (0,_document_js__WEBPACK_IMPORTED_MODULE_3__/* .corrupt */ .qb)(what, 'it is called a manifest, but does not have the shape of one');
    }
    return readImage(document, mediaType, what);
}
function notAnImage(what, because) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('IMAGE_KIND', `${what} is not an image that can be run: ${because}.`, {
        hint: 'Is it a chart, a signature or another artifact? Give the name of the image itself.',
    });
}
function readImage(document, mediaType, what) {
    const config = readDescriptor((0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__.at)(document, 'config'), what);
    if (!configTypes.includes(config.mediaType)) {
        const type = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(document, 'artifactType') ?? config.mediaType;
        throw notAnImage(what, `it holds ${JSON.stringify(type)}`);
    }
    const layers = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .asArray */ ._j)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__.at)(document, 'layers'));
    if (layers.length > mostLayers)
        throw (0,_document_js__WEBPACK_IMPORTED_MODULE_3__/* .corrupt */ .qb)(what, `it has ${layers.length} layers`);
    const data = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(document, 'config', 'data');
    return {
        kind: 'image',
        mediaType,
        config: { ...config, ...(data === undefined ? {} : { data }) },
        layers: layers.map((layer) => readDescriptor(layer, what)),
        annotations: (0,_config_js__WEBPACK_IMPORTED_MODULE_2__/* .readTexts */ .Z)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__.at)(document, 'annotations')),
    };
}
function readEntries(document, what) {
    const entries = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .asArray */ ._j)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__.at)(document, 'manifests'));
    if (entries.length > mostEntries)
        throw (0,_document_js__WEBPACK_IMPORTED_MODULE_3__/* .corrupt */ .qb)(what, `it lists ${entries.length} manifests`);
    return entries.map((entry) => {
        const platform = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .asObject */ .eB)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__.at)(entry, 'platform'));
        const variant = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(platform, 'variant');
        const referenceType = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(entry, 'annotations', 'vnd.docker.reference.type');
        const artifactType = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(entry, 'artifactType');
        return {
            ...readDescriptor(entry, what),
            annotations: (0,_config_js__WEBPACK_IMPORTED_MODULE_2__/* .readTexts */ .Z)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__.at)(entry, 'annotations')),
            ...(platform === undefined
                ? {}
                : {
                    platform: {
                        os: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(platform, 'os') ?? 'unknown',
                        architecture: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(platform, 'architecture') ?? 'unknown',
                        ...(variant === undefined || variant === '' ? {} : { variant }),
                    },
                }),
            ...(referenceType === undefined ? {} : { referenceType }),
            ...(artifactType === undefined || artifactType === '' ? {} : { artifactType }),
        };
    });
}
function readDescriptor(value, what) {
    const mediaType = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(value, 'mediaType');
    const digest = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(value, 'digest');
    const size = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .numberAt */ .tk)(value, 'size');
    if (mediaType === undefined)
        throw (0,_document_js__WEBPACK_IMPORTED_MODULE_3__/* .corrupt */ .qb)(what, 'a part of it has no media type');
    if (!(0,_image_digest_js__WEBPACK_IMPORTED_MODULE_1__/* .isDigest */ .Bc)(digest))
        throw (0,_document_js__WEBPACK_IMPORTED_MODULE_3__/* .corrupt */ .qb)(what, `a part of it has the digest ${JSON.stringify(digest ?? null)}`);
    if (size === undefined || !Number.isSafeInteger(size) || size < 0) {
        throw (0,_document_js__WEBPACK_IMPORTED_MODULE_3__/* .corrupt */ .qb)(what, `the size of ${digest} is not a number of bytes`);
    }
    return { mediaType, digest, size };
}


/***/ }),

/***/ 5755:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  i: () => (/* binding */ refusedBy),
  H: () => (/* binding */ withRegistryHint)
});

// EXTERNAL MODULE: ./build/duration.js
var duration = __webpack_require__(3110);
// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/http/errors.js
var http_errors = __webpack_require__(2602);
// EXTERNAL MODULE: ./build/http/json.js
var json = __webpack_require__(3223);
// EXTERNAL MODULE: ./build/http/retry.js
var retry = __webpack_require__(4675);
// EXTERNAL MODULE: ./build/image/reference.js
var image_reference = __webpack_require__(7755);
;// CONCATENATED MODULE: ./build/registry/login/advice.js
const advice = [
    [/^docker\.io$/, 'For Docker Hub that is your user name and an access token with read access.'],
    [
        /^ghcr\.io$/,
        'For ghcr.io that is any user name and a classic token with read:packages; a GITHUB_TOKEN reads only packages whose settings ("Manage Actions access") list this repository.',
    ],
    [/^public\.ecr\.aws$/, 'For ECR Public that is AWS and what `aws ecr-public get-login-password` prints.'],
    [
        /\.dkr\.ecr(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/,
        'For ECR that is the access key of an IAM user (id and secret), or AWS and what `aws ecr get-login-password` prints, which works for 12 hours.',
    ],
    [
        /\.dkr[.-]ecr[.-].*\.(?:amazonaws\.eu|on\.aws)$/,
        'For ECR that is AWS and what `aws ecr get-login-password` prints, which works for 12 hours.',
    ],
    [
        /(?:^|\.)gcr\.io$|-docker\.pkg\.dev$/,
        'For Artifact Registry that is _json_key and the key file of a service account that has the role "Artifact Registry Reader".',
    ],
    [/\.azurecr\.(?:io|cn|us)$/, 'For Azure that is a service principal’s id and secret, or a token of the registry.'],
    [/^quay\.io$/, 'For Quay that is a robot account (`organisation+name`) and its token.'],
    [/^registry\.gitlab\.com$/, 'For GitLab that is a deploy token with read_registry.'],
];
function loginAdvice(domain) {
    const host = domain.toLowerCase().replace(/:\d+$/, '');
    return advice.find(([pattern]) => pattern.test(host))?.[1] ?? '';
}

// EXTERNAL MODULE: ./build/registry/login/credential.js
var credential = __webpack_require__(7295);
// EXTERNAL MODULE: ./build/registry/notes.js
var notes = __webpack_require__(1535);
;// CONCATENATED MODULE: ./build/registry/tags.js
const mostTags = 5_000;
const tagForm = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const attachment = /^sha256-[0-9a-f]{64}/;
function nearestTags(wanted, tags, most) {
    return tags
        .slice(-mostTags)
        .filter((tag) => tagForm.test(tag) && !attachment.test(tag))
        .map((tag) => ({ tag, distance: editDistance(wanted, tag) }))
        .sort((a, b) => a.distance - b.distance || newestFirst(a.tag, b.tag))
        .slice(0, most)
        .map(({ tag }) => tag);
}
function newestFirst(a, b) {
    return b.localeCompare(a, 'en', { numeric: true });
}
function editDistance(one, other) {
    let row = Array.from({ length: other.length + 1 }, (_, index) => index);
    for (const [above, character] of [...one].entries()) {
        const next = [above + 1];
        for (let index = 1; index <= other.length; index++) {
            const replaced = (row[index - 1] ?? 0) + (character === other[index - 1] ? 0 : 1);
            next.push(Math.min(replaced, (row[index] ?? 0) + 1, (next[index - 1] ?? 0) + 1));
        }
        row = next;
    }
    return row[other.length] ?? 0;
}

;// CONCATENATED MODULE: ./build/registry/errors.js










const longestBody = 64 * 1024;
const errors_mostTags = 8;
function refusedBy(response, asked, now) {
    const words = wordsOf(response);
    const { code, message, hint } = explain(response, words, asked, now);
    const { other } = asked;
    return new errors/* ActionError */.lZ(code, `${message} (${said(response, words)})`, {
        hint,
        ...(other === undefined
            ? {}
            : { details: [`${howAsked(other.reader)} ${said(other.response, wordsOf(other.response))}`] }),
    });
}
function withRegistryHint(error) {
    const isSilent = (error instanceof http_errors/* BodyError */.Ru || error instanceof http_errors/* NetworkError */.Dr) && error.hint === undefined;
    if (!isSilent)
        return error;
    const hint = error instanceof http_errors/* BodyError */.Ru
        ? 'No registry answers like that: check the host of the image, and whether a proxy in between changes what it hands out.'
        : 'Run the job again. If it fails here again, ask whoever runs the registry, or a proxy in between, why its answers do not arrive.';
    return new errors/* ActionError */.lZ(error.code, error.message, { hint, cause: error });
}
function said({ request, status }, { code, message }) {
    return [`${request.url.host} said: ${status}`, code, message].filter((part) => part !== undefined).join(' ');
}
function howAsked(reader) {
    return reader.kind === 'nobody' ? 'Without a login,' : `With the login of ${(0,credential/* readerName */.vV)(reader)},`;
}
function explain(response, words, asked, now) {
    const { status } = response;
    const { reference, what } = asked;
    const image = (0,image_reference/* familiarName */.hG)(reference);
    if (status === 429)
        return rateLimited(response, asked, now);
    if (status >= 500 || status === 408) {
        return {
            code: 'REGISTRY_UNAVAILABLE',
            message: `${what === 'token' ? response.request.url.host : reference.domain} cannot answer at the moment.`,
            hint: 'Run the job again when the registry has recovered.',
        };
    }
    if (status === 404 && what !== 'token')
        return missing(words, asked);
    if (what !== 'token' && isElsewhere(response, reference))
        return deniedElsewhere(response, asked);
    if (status === 401 || status === 403 || (status === 400 && what === 'token'))
        return denied(response, words, asked);
    if (status === 400 && /^(?:NAME|TAG|DIGEST)_INVALID$/.test(words.code ?? '')) {
        return {
            code: 'IMAGE_REFERENCE',
            message: `${reference.domain} does not take ${image} for the name of an image.`,
            hint: 'Check the spelling, and the form of names that this registry asks for.',
        };
    }
    return {
        code: 'REGISTRY_ANSWER',
        message: `${reference.domain} gave an answer that makes no sense for ${image}.`,
        hint: 'Is this the address of a container registry?',
    };
}
function missing(words, asked) {
    const { reference, what, reader, tags = [] } = asked;
    const image = (0,image_reference/* familiarName */.hG)(reference);
    if (what === 'config') {
        return {
            code: 'IMAGE_CORRUPT',
            message: `${reference.domain} has the manifest of ${image}, but not the config that it names.`,
            hint: 'Push the image again.',
        };
    }
    const repository = words.code === 'NAME_UNKNOWN';
    const tag = (0,image_reference/* tagOrDigest */.AA)(reference);
    const isListed = !repository && tags.includes(tag);
    const hints = [];
    if (repository)
        hints.push('Check the spelling; has anything been pushed there?');
    else if (isListed)
        hints.push('The list of its tags has this one, but what it points at is gone: push the image again.');
    else
        hints.push('Check the name and the tag.');
    const near = repository || isListed ? [] : nearestTags(tag, tags, errors_mostTags);
    if (near.length > 0) {
        const shown = near.join(', ');
        hints.push(tags.length > near.length ? `The nearest of its ${tags.length} tags: ${shown}.` : `It has the tags ${shown}.`);
    }
    if (words.isPage)
        hints.push('It answered with a web page: is this the address of a container registry?');
    if (reader.kind === 'nobody')
        hints.push('If it is private, set registry-username and registry-password.');
    return {
        code: 'IMAGE_NOT_FOUND',
        message: repository ? `${reference.domain} has no repository ${reference.path}.` : `${image} was not found.`,
        hint: hints.join(' ') + hubHint(asked),
    };
}
function denied(response, words, asked) {
    const { reference, reader, withheldFrom } = asked;
    const image = (0,image_reference/* familiarName */.hG)(reference);
    const host = reference.domain;
    if (reader.kind !== 'nobody')
        return deniedTo(reader, response, words, asked);
    if (withheldFrom !== undefined) {
        const name = withheldFrom.replace(/:\d+$/, '');
        return {
            code: 'REGISTRY_DENIED',
            message: `${host} asked to send the login for ${image} to ${withheldFrom}, which was not done.`,
            hint: `A login goes only to the registry itself and to hosts of its own domain. If ${name} is right, add it to auth-realm-hosts; if not, check the host of the image.`,
        };
    }
    const page = words.isPage ? ' It answered with a web page: is this the address of a container registry?' : '';
    return {
        code: 'REGISTRY_DENIED',
        message: `${image} was not found, or it is private and no login was given.`,
        hint: `${join('Check the spelling. If it is private, set registry-username and registry-password.', loginAdvice(host))}${page}${hubHint(asked)}`,
    };
}
function isElsewhere({ request }, reference) {
    return URL.parse(`https://${(0,image_reference/* apiHost */.nz)(reference)}/`)?.hostname !== request.url.hostname;
}
function deniedElsewhere({ request }, { reference }) {
    const { host } = request.url;
    return {
        code: 'REGISTRY_DENIED',
        message: `${reference.domain} redirects to ${host} for a part of ${(0,image_reference/* familiarName */.hG)(reference)}, and is refused there.`,
        hint: `No login goes along a redirect. If ${host} is the registry itself, name the image by that host; if it is the registry’s storage, run the job again, and else tell whoever runs the registry.`,
    };
}
function deniedTo(reader, response, words, asked) {
    const { reference, what, other } = asked;
    const host = reference.domain;
    const who = (0,credential/* readerName */.vV)(reader);
    const text = words.message ?? '';
    const again = reader.kind === 'inputs'
        ? 'Check registry-username and registry-password'
        : 'Log in again in that step, or set registry-username and registry-password';
    if (/token.*expired|expired token/i.test(text)) {
        return {
            code: 'REGISTRY_LOGIN',
            message: `The login of ${who} for ${host} has expired.`,
            hint: `${again}: the password has to be a new one. ${loginAdvice(host)}`.trim(),
        };
    }
    const isPassword = /invalid token|bad credentials|(?:incorrect|invalid|wrong) (?:user ?name|credentials|password)/i;
    if (isPassword.test(text) || (what === 'token' && (response.status === 401 || response.status === 400))) {
        return {
            code: 'REGISTRY_LOGIN',
            message: `${host} does not accept the login of ${who}.`,
            hint: join(`${again}; has the password expired?`, loginAdvice(host)),
        };
    }
    if (/installation not allowed/i.test(text)) {
        return {
            code: 'REGISTRY_DENIED',
            message: `The GITHUB_TOKEN of this job may not read ${(0,image_reference/* familiarName */.hG)(reference)}.`,
            hint: 'Add this repository to the package’s settings under "Manage Actions access", and give the job the permission packages: read.',
        };
    }
    const nobodyToo = other?.reader.kind === 'nobody' ? ', nor anybody without a login' : '';
    return {
        code: 'REGISTRY_DENIED',
        message: `${host} does not let ${who} read ${(0,image_reference/* familiarName */.hG)(reference)}${nobodyToo}: wrong password, no access, or there is no such image.`,
        hint: join(`${again}, the spelling, and who may read the repository.`, loginAdvice(host)),
    };
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
        hints.push(`It asks to come back in ${(0,duration/* duration */.p)(wait)}, at ${timeText(now + wait, now)}.`);
    }
    const limit = (0,notes/* countIn */.ry)(response.headers['ratelimit-limit']);
    if (limit !== undefined)
        hints.push(`The limit is ${limit.count} pulls${(0,notes/* windowText */.Kn)(limit)}.`);
    if (asked.other !== undefined && asked.other.reader.kind !== 'nobody') {
        hints.push(`The login of ${(0,credential/* readerName */.vV)(asked.other.reader)} was tried, and refused: log in again in that step.`);
    }
    hints.push(asked.reader.kind === 'nobody'
        ? 'Requests without a login share the limit of the runner’s address: set registry-username and registry-password.'
        : 'Run the job again later.');
    return {
        code: 'REGISTRY_RATE_LIMIT',
        message: `${asked.reference.domain} has had too many requests.`,
        hint: hints.join(' '),
    };
}
function timeText(time, now) {
    const [day = '', clock = ''] = new Date(time).toISOString().split('T');
    const hours = `${clock.slice(0, 5)} UTC`;
    return new Date(now).toISOString().startsWith(day) ? hours : `${hours} on ${day}`;
}
function wordsOf(response) {
    const text = response.body.toString('utf8').slice(0, longestBody);
    const type = response.headers['content-type'] ?? '';
    const answer = (0,json/* parseJson */.qF)(text);
    const [first] = (0,json/* asArray */._j)((0,json.at)(answer, 'errors'));
    const code = (0,json/* textAt */.$6)(first, 'code');
    const message = (0,json/* textAt */.$6)(first, 'message') ??
        (0,json/* textAt */.$6)(answer, 'details') ??
        (0,json/* textAt */.$6)(answer, 'message') ??
        (0,json/* textAt */.$6)(answer, 'error_description');
    const line = answer === undefined && /^text\/plain/i.test(type) ? text.trim().split('\n', 1)[0] : undefined;
    return { code: emptyAsAbsent(code), message: emptyAsAbsent(message ?? line), isPage: /^text\/html/i.test(type) };
}
function emptyAsAbsent(text) {
    const cleaned = text === undefined ? '' : unbroken(text).trim();
    return cleaned === '' ? undefined : cleaned;
}
function unbroken(text) {
    return text.replace(/[\r\n\v\f\u0085\u2028\u2029]+/g, ' ');
}
function join(...sentences) {
    return sentences.filter((sentence) => sentence !== '').join(' ');
}


/***/ }),

/***/ 878:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  inspectImage: () => (/* binding */ inspectImage)
});

// EXTERNAL MODULE: ./build/image/platform.js
var image_platform = __webpack_require__(3847);
// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/http/json.js
var json = __webpack_require__(3223);
// EXTERNAL MODULE: ./build/image/digest.js
var image_digest = __webpack_require__(5436);
// EXTERNAL MODULE: ./build/image/reference.js
var image_reference = __webpack_require__(7755);
// EXTERNAL MODULE: ./build/registry/documents/config.js
var documents_config = __webpack_require__(8721);
// EXTERNAL MODULE: ./build/registry/documents/document.js
var documents_document = __webpack_require__(6050);
// EXTERNAL MODULE: ./build/registry/documents/manifest.js
var manifest = __webpack_require__(3958);
// EXTERNAL MODULE: ./build/registry/errors.js + 2 modules
var registry_errors = __webpack_require__(5755);
;// CONCATENATED MODULE: ./build/registry/image-source.js








const maxConfigBytes = 8 * 1024 * 1024;
const maxTagsBytes = 4 * 1024 * 1024;
const mostManifests = 50;
class ImageSource {
    name;
    #reference;
    #session;
    #now;
    #manifestsRead = 0;
    constructor(reference, session, { clock }) {
        this.name = (0,image_reference/* familiarName */.hG)(reference);
        this.#reference = reference;
        this.#session = session;
        this.#now = () => clock.now();
    }
    async root() {
        if (this.#reference.digest !== undefined)
            return this.manifest(this.#reference.digest);
        const tag = (0,image_reference/* tagOrDigest */.AA)(this.#reference);
        const first = await this.#askForDigest(tag, { again: 'GET' });
        if (first.request.method === 'GET')
            return this.#rootOf(first);
        const named = await this.#digestIn(first);
        if (named !== undefined) {
            const response = await this.#getManifest(named);
            if (response.status === 200)
                return this.#read(response, { digest: named });
            if (response.status !== 404)
                throw await this.#refusal(response);
        }
        return this.#rootOf(await this.#getManifest(tag));
    }
    async #rootOf(response) {
        if (response.status !== 200)
            throw await this.#refusal(response);
        const { digest, manifest } = this.#read(response, undefined);
        const claimed = response.headers['docker-content-digest'];
        if (claimed?.startsWith('sha256:') === true && claimed !== digest) {
            throw (0,documents_document/* corrupt */.qb)(this.name, `the registry says its digest is ${claimed}, but it is ${digest}`);
        }
        return { digest, manifest };
    }
    async informedTag(tag) {
        return orNothing(async () => this.#digestIn(await this.#askForDigest(tag)));
    }
    async manifest(digest, expected) {
        const response = await this.#getManifest(digest);
        if (response.status !== 200)
            throw await this.#refusal(response);
        const found = this.#read(response, expected ?? { digest });
        if (expected !== undefined && found.manifest.mediaType !== expected.mediaType) {
            throw (0,documents_document/* corrupt */.qb)(this.name, `its index calls ${digest} ${expected.mediaType}, it is ${found.manifest.mediaType}`);
        }
        return found;
    }
    async config({ config }) {
        if (config.size > maxConfigBytes)
            throw (0,documents_document/* corrupt */.qb)(this.name, `its config has ${config.size} bytes`);
        const what = `the config of ${this.name}`;
        return (0,documents_config/* readConfig */.X)((0,documents_document/* readDocument */.u0)((0,documents_document/* embedded */.F9)(config) ?? (await this.#blob(config, what)), what));
    }
    async #blob(descriptor, what) {
        const response = await this.#get(`blobs/${descriptor.digest}`, '*/*', maxConfigBytes);
        if (response.status !== 200)
            throw (0,registry_errors/* refusedBy */.i)(response, this.#session.asked('config'), this.#now());
        (0,documents_document/* verify */.MX)(response.body, descriptor, what);
        return response.body;
    }
    #askForDigest(tag, more = {}) {
        return this.#session.ask({ method: 'HEAD', path: `manifests/${tag}`, ...manifest/* askingForManifest */.o1, ...more });
    }
    async #digestIn(response) {
        if (response.status === 429 || response.status >= 500)
            throw await this.#refusal(response);
        if (response.status !== 200)
            return undefined;
        const digest = response.headers['docker-content-digest'];
        return (0,image_digest/* isDigest */.Bc)(digest) ? digest : undefined;
    }
    #read(response, expected) {
        const contentType = response.headers['content-type'];
        if ((0,manifest/* isSchema1 */.Pr)((0,manifest/* mediaTypeOf */.c0)(contentType)))
            throw (0,manifest/* schema1Error */.Fo)(this.name);
        if (expected !== undefined)
            (0,documents_document/* verify */.MX)(response.body, expected, this.name);
        return {
            digest: expected?.digest ?? (0,image_digest/* digestOf */.ol)(response.body),
            manifest: (0,manifest/* readManifest */.WI)(response.body, contentType, this.name),
        };
    }
    async #getManifest(tagOrDigest) {
        if (++this.#manifestsRead > mostManifests) {
            throw (0,documents_document/* corrupt */.qb)(this.name, `it leads to more than ${mostManifests} manifests`);
        }
        return this.#session.ask({ method: 'GET', path: `manifests/${tagOrDigest}`, ...manifest/* askingForManifest */.o1 });
    }
    #get(path, accept, maxBytes) {
        return this.#session.ask({ method: 'GET', path, accept, maxBytes });
    }
    async #refusal(response) {
        const asked = this.#session.asked('image');
        const missing = response.status === 404 && this.#reference.digest === undefined;
        const tags = missing ? await orNothing(() => this.#tags()) : undefined;
        return (0,registry_errors/* refusedBy */.i)(response, { ...asked, tags }, this.#now());
    }
    async #tags() {
        const response = await this.#get('tags/list?n=1000', 'application/json', maxTagsBytes);
        if (response.status !== 200)
            return undefined;
        const tags = (0,json/* asArray */._j)((0,json.at)((0,json/* parseJson */.qF)(response.body.toString('utf8')), 'tags'));
        return tags.filter((tag) => typeof tag === 'string');
    }
}
async function orNothing(question) {
    try {
        return await question();
    }
    catch (error) {
        if (error instanceof errors/* Cancelled */.cJ || !(error instanceof errors/* ActionError */.lZ))
            throw error;
        return undefined;
    }
}

// EXTERNAL MODULE: ./build/registry/limits.js + 1 modules
var limits = __webpack_require__(5048);
;// CONCATENATED MODULE: ./build/registry/documents/choice.js


function choose(index, wanted) {
    const matching = [];
    const unsure = [];
    const others = [];
    const offered = [];
    for (const entry of index.entries) {
        if (!mayRun(entry))
            continue;
        const platform = entry.platform === undefined ? undefined : (0,image_platform/* normalPlatform */.Je)(entry.platform);
        if ((0,manifest/* isIndexType */.$U)(entry.mediaType) || platform === undefined) {
            unsure.push(entry);
            continue;
        }
        if (!offered.some((known) => (0,image_platform/* samePlatform */.my)(known, platform)))
            offered.push(platform);
        const rank = (0,image_platform/* rankFor */.Wr)(platform, wanted);
        if (rank === undefined)
            others.push(entry);
        else
            matching.push({ entry, rank });
    }
    matching.sort((a, b) => a.rank - b.rank);
    return { matching: matching.map(({ entry }) => entry), unsure, others, offered };
}
function mayRun(entry) {
    if (!manifest/* manifestTypes */.Fm.includes(entry.mediaType))
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

;// CONCATENATED MODULE: ./build/registry/resolve.js




const deepestIndex = 3;
async function withConfig(source, found) {
    return { ...found, config: await source.config(found.manifest), annotations: [found.manifest.annotations] };
}
async function resolveIndex(source, index, wanted) {
    const offered = [];
    const { match, other } = await search(source, index, wanted, offered, 1);
    const image = match ?? (await other?.());
    if (image === undefined)
        throw (0,manifest/* notAnImage */.O9)(source.name, 'its index lists no image');
    return { image, offered };
}
async function search(source, index, wanted, offered, depth) {
    const add = (platform) => {
        if (!offered.some((known) => (0,image_platform/* samePlatform */.my)(known, platform)))
            offered.push(platform);
    };
    const choice = choose(index, wanted);
    for (const platform of choice.offered)
        add(platform);
    const [best] = choice.matching;
    if (best !== undefined)
        return { match: await imageOf(source, best, index) };
    let other;
    for (const entry of choice.unsure) {
        const found = await source.manifest(entry.digest, entry);
        if (found.manifest.kind === 'index') {
            if (depth === deepestIndex)
                throw (0,documents_document/* corrupt */.qb)(source.name, `its indexes are nested more than ${deepestIndex} deep`);
            const inner = await search(source, found.manifest, wanted, offered, depth + 1);
            if (inner.match !== undefined)
                return { match: from(inner.match, entry, index) };
            const deeper = inner.other;
            if (deeper !== undefined)
                other ??= async () => from(await deeper(), entry, index);
            continue;
        }
        const resolved = from(await withConfig(source, { ...found, manifest: found.manifest }), entry, index);
        add(resolved.config.platform);
        if ((0,image_platform/* isFor */.Gi)(resolved.config.platform, wanted))
            return { match: resolved };
        other ??= async () => resolved;
    }
    const [first] = choice.others;
    if (first !== undefined)
        other ??= () => imageOf(source, first, index);
    return other === undefined ? {} : { other };
}
async function imageOf(source, entry, index) {
    const found = await source.manifest(entry.digest, entry);
    if (found.manifest.kind !== 'image')
        throw (0,documents_document/* corrupt */.qb)(source.name, `${entry.digest} is not the manifest it is called`);
    const resolved = from(await withConfig(source, { ...found, manifest: found.manifest }), entry, index);
    return entry.platform === undefined ? resolved : { ...resolved, declared: entry.platform };
}
function from(resolved, entry, index) {
    return { ...resolved, annotations: [...resolved.annotations, entry.annotations, index.annotations] };
}

// EXTERNAL MODULE: ./build/registry/session.js + 5 modules
var registry_session = __webpack_require__(9613);
;// CONCATENATED MODULE: ./build/registry/inspect.js





async function inspectImage(reference, access, wanted = image_platform/* linuxAmd64 */.zE) {
    return (0,limits/* withinLimits */.o)(reference, access, async (limited) => {
        const session = new registry_session/* RegistrySession */.G(reference, { ...limited, findLogin: () => findLogin(reference, limited) });
        const source = new ImageSource(reference, session, limited);
        const root = await source.root();
        const { image, offered } = root.manifest.kind === 'index'
            ? await resolveIndex(source, root.manifest, (0,image_platform/* normalPlatform */.Je)(wanted))
            : { image: await withConfig(source, { ...root, manifest: root.manifest }), offered: [] };
        const { openedBy, remarks } = session;
        const tagDigest = reference.tag === undefined || reference.digest === undefined
            ? undefined
            : await source.informedTag(reference.tag);
        for (const remark of remarks)
            limited.note(remark);
        const { manifest, config, declared } = image;
        const sizes = new Map(manifest.layers.map((layer) => [layer.digest, layer.size]));
        return {
            ...config,
            reference,
            digest: root.digest,
            manifestDigest: image.digest,
            mediaType: root.manifest.mediaType,
            offered: offered.length === 0 ? [config.platform] : offered,
            ...(declared === undefined ? {} : { declared }),
            layers: manifest.layers,
            compressedBytes: [...sizes.values()].reduce((sum, size) => sum + size, 0),
            configBytes: manifest.config.size,
            annotations: new Map(image.annotations.toReversed().flatMap((annotations) => [...annotations])),
            ...(tagDigest === undefined ? {} : { tagDigest }),
            openedBy,
        };
    });
}
async function findLogin(reference, access) {
    if (access.findLogin !== undefined)
        return access.findLogin();
    const { findDockerLogin } = await __webpack_require__.e(/* import() */ 365).then(__webpack_require__.bind(__webpack_require__, 7365));
    return findDockerLogin(reference, access);
}


/***/ }),

/***/ 5048:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  o: () => (/* binding */ withinLimits)
});

// EXTERNAL MODULE: ./build/duration.js
var duration = __webpack_require__(3110);
// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/http/http.js
var http_http = __webpack_require__(2321);
// EXTERNAL MODULE: ./build/image/reference.js
var image_reference = __webpack_require__(7755);
// EXTERNAL MODULE: ./build/registry/documents/document.js
var documents_document = __webpack_require__(6050);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
// EXTERNAL MODULE: ./build/http/errors.js
var http_errors = __webpack_require__(2602);
;// CONCATENATED MODULE: ./build/registry/encoding.js


const decoders = {
    gzip: external_node_zlib_.gunzipSync,
    'x-gzip': external_node_zlib_.gunzipSync,
    deflate: external_node_zlib_.inflateSync,
    br: external_node_zlib_.brotliDecompressSync,
};
function decoded(response, limit) {
    const coding = (response.headers['content-encoding'] ?? '').trim().toLowerCase();
    if (response.body.length === 0 || coding === '' || coding === 'identity')
        return response;
    try {
        return { ...response, body: decode(response, coding, limit) };
    }
    catch (error) {
        if (response.status < 400)
            throw error;
        return { ...response, body: Buffer.alloc(0) };
    }
}
function decode({ request, body }, coding, limit) {
    const decoder = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined;
    if (decoder === undefined) {
        throw new http_errors/* BodyError */.Ru(request, `the answer is compressed in a way that was not asked for: ${JSON.stringify(coding)}`);
    }
    try {
        return decoder(body, { maxOutputLength: limit });
    }
    catch (error) {
        const tooLong = error instanceof RangeError;
        throw new http_errors/* BodyError */.Ru(request, tooLong
            ? `the answer is longer than ${limit} bytes once it is unpacked`
            : `the answer is not the ${coding} that it is called`);
    }
}

// EXTERNAL MODULE: ./build/registry/errors.js + 2 modules
var registry_errors = __webpack_require__(5755);
;// CONCATENATED MODULE: ./build/registry/limits.js







const longestInspection = 120_000;
const mostBytes = 32 * 1024 * 1024;
async function withinLimits(reference, access, task) {
    const over = new AbortController();
    const done = new AbortController();
    const deadline = access.clock.now() + longestInspection;
    access.clock.sleep(longestInspection, AbortSignal.any([access.signal, done.signal])).then(() => {
        if (access.clock.now() >= deadline)
            over.abort(timeout(reference));
    }, () => undefined);
    try {
        return await task({
            ...access,
            http: rationed(access.http, reference),
            signal: AbortSignal.any([access.signal, over.signal]),
        });
    }
    finally {
        done.abort();
    }
}
function timeout(reference) {
    const name = (0,image_reference/* familiarName */.hG)(reference);
    return new errors/* ActionError */.lZ('REGISTRY_TIMEOUT', `${reference.domain} did not say what ${name} is within ${(0,duration/* duration */.p)(longestInspection)}.`, { hint: 'Is the registry slow, or hard to reach from this runner? Run the job again.' });
}
function rationed(http, reference) {
    let left = mostBytes;
    return {
        async send(request) {
            try {
                const response = decoded(await http.send(request), request.maxBytes ?? http_http/* defaultMaxBytes */.f);
                left -= response.body.length;
                if (left >= 0)
                    return response;
            }
            catch (error) {
                throw (0,registry_errors/* withRegistryHint */.H)(error);
            }
            throw (0,documents_document/* corrupt */.qb)((0,image_reference/* familiarName */.hG)(reference), `it takes more than ${mostBytes / 1024 / 1024} MiB to read what it is`);
        },
    };
}


/***/ }),

/***/ 7385:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ preferredChallenge),
/* harmony export */   u: () => (/* binding */ parseChallenges)
/* harmony export */ });
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


/***/ }),

/***/ 7295:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   FL: () => (/* binding */ credentialProblem),
/* harmony export */   Fj: () => (/* binding */ secretsOf),
/* harmony export */   aR: () => (/* binding */ basicAuthorization),
/* harmony export */   eP: () => (/* binding */ nobody),
/* harmony export */   vV: () => (/* binding */ readerName)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);

const unsendable = /[:\x00-\x1f\x7f]/;
function accountOf(credential) {
    if (credential.kind === 'password')
        return credential.username;
    return credential.kind === 'identity-token' ? 'an identity token' : 'a registry token';
}
function secretsOf(credential) {
    if (credential.kind !== 'password')
        return [credential.token];
    const { username, password } = credential;
    return [password, Buffer.from(`${username}:${password}`, 'utf8').toString('base64')];
}
function credentialProblem(credential) {
    if (credential.kind !== 'password') {
        return /^[\x21-\x7e]+$/.test(credential.token) ? undefined : 'has a token with characters that no token has';
    }
    if (credential.username === '')
        return 'has no user name';
    return unsendable.test(credential.username) ? 'has a user name that cannot be sent' : undefined;
}
function basicAuthorization({ username, password }, mask) {
    if (unsendable.test(username)) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('REGISTRY_LOGIN', 'The registry user name holds a colon or a control character.', {
            hint: 'Give the user name alone in registry-username, the password in registry-password.',
        });
    }
    const payload = Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
    mask(payload);
    return `Basic ${payload}`;
}
const nobody = { kind: 'nobody' };
function readerName(reader) {
    const account = accountOf(reader.credential);
    return reader.kind === 'inputs' ? account : `${account} (from ${reader.where})`;
}


/***/ }),

/***/ 1535:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Kn: () => (/* binding */ windowText),
/* harmony export */   X_: () => (/* binding */ ServerNotes),
/* harmony export */   ry: () => (/* binding */ countIn)
/* harmony export */ });
/* unused harmony exports warningsIn, readLimit */
/* harmony import */ var _duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3110);

const mostWarnings = 5;
class ServerNotes {
    #domain;
    #note;
    #warnings = new Set();
    #limitTold = false;
    constructor(domain, note) {
        this.#domain = domain;
        this.#note = note;
    }
    hear(response, loggedIn) {
        for (const text of warningsIn(response.headers['warning'] ?? '')) {
            if (this.#warnings.has(text) || this.#warnings.size === mostWarnings)
                continue;
            this.#warnings.add(text);
            this.#note(`${this.#domain} warns: ${text}`);
        }
        const limit = response.status === 200 ? readLimit(response.headers) : undefined;
        if (this.#limitTold || limit === undefined || limit.remaining * 10 > limit.allowed)
            return;
        this.#limitTold = true;
        const advice = loggedIn
            ? ''
            : ' Requests without a login share the limit of the runner’s address: set registry-username and registry-password, or log in in an earlier step.';
        this.#note(`${this.#domain} allows ${limit.remaining} more pulls of ${limit.allowed}${windowText(limit)}.${advice}`);
    }
}
function warningsIn(header) {
    const matches = header.matchAll(/(?<![^\s,])299\s+-\s+"((?:[^"\\]|\\.)*)"/gs);
    return [...matches]
        .map(([, text = '']) => text.replace(/\\(.)/gs, '$1').trim())
        .filter((text) => text !== '')
        .slice(0, mostWarnings);
}
function readLimit(headers) {
    const allowed = countIn(headers['ratelimit-limit']);
    const remaining = countIn(headers['ratelimit-remaining']);
    if (allowed === undefined || remaining === undefined)
        return undefined;
    return { allowed: allowed.count, remaining: remaining.count, windowMs: allowed.windowMs ?? remaining.windowMs };
}
function countIn(header) {
    const [, count, window] = /^\s*(\d{1,9})(?:\s*;\s*w=(\d{1,9}))?/.exec(header ?? '') ?? [];
    if (count === undefined)
        return undefined;
    return { count: Number(count), windowMs: window === undefined ? undefined : Number(window) * 1000 };
}
function windowText({ windowMs }) {
    return windowMs === undefined ? '' : ` in ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .duration */ .p)(windowMs)}`;
}


/***/ }),

/***/ 9613:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  G: () => (/* binding */ RegistrySession)
});

// EXTERNAL MODULE: ./build/http/retry.js
var retry = __webpack_require__(4675);
// EXTERNAL MODULE: ./build/registry/errors.js + 2 modules
var errors = __webpack_require__(5755);
// EXTERNAL MODULE: ./build/errors.js
var build_errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/http/loopback.js
var loopback = __webpack_require__(356);
// EXTERNAL MODULE: ./build/http/reach.js
var reach = __webpack_require__(2694);
// EXTERNAL MODULE: ./build/image/reference.js
var image_reference = __webpack_require__(7755);
;// CONCATENATED MODULE: ./build/registry/location.js




function registryUrl(reference, loopbackTls = false) {
    const host = (0,image_reference/* apiHost */.nz)(reference);
    const url = URL.parse(`https://${host}/v2/`);
    if (url === null) {
        throw new build_errors/* ActionError */.lZ('IMAGE_REFERENCE', `${host} is not an address that a registry can have.`, {
            hint: 'Check the host and the port of the image.',
        });
    }
    return (0,loopback/* isLoopback */.U)(url) && !loopbackTls ? new URL(`http://${host}/v2/`) : url;
}
function tooManyRedirects(registry, most) {
    return new build_errors/* ActionError */.lZ('REGISTRY_REDIRECT', `${registry.host} redirects more than ${most} times in a row.`, {
        hint: 'Tell whoever runs the registry: its storage redirect cannot be followed.',
    });
}
function redirectTarget(from, location) {
    const fault = (problem) => new build_errors/* ActionError */.lZ('REGISTRY_REDIRECT', `${from.host} redirects ${problem}.`, {
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
function guardOf(target, registry, trust) {
    const named = target.hostname === registry.hostname;
    return named || trust.privateNetwork ? {} : { reach: reach/* publicReach */.bq };
}

;// CONCATENATED MODULE: ./build/registry/exchange.js

const mostRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);
function isRedirect(status) {
    return redirects.has(status);
}
async function exchange(access, registry, question, start, authorization) {
    const { http, signal, trust } = access;
    const { method, maxBytes, accept } = question;
    let url = start;
    let of = 'registry';
    for (let hops = 0;; hops++) {
        const headers = { accept, 'accept-encoding': 'identity' };
        if (url.origin !== registry.origin)
            of = 'redirect target';
        if (authorization !== undefined && of === 'registry')
            headers['authorization'] = authorization;
        const response = await http.send({ method, url, headers, maxBytes, signal, ...guardOf(url, registry, trust) });
        if (!isRedirect(response.status))
            return { response, of };
        if (hops === mostRedirects)
            throw tooManyRedirects(registry, mostRedirects);
        url = redirectTarget(url, response.headers['location']);
    }
}

// EXTERNAL MODULE: ./build/registry/login/challenge.js
var challenge = __webpack_require__(7385);
// EXTERNAL MODULE: ./build/registry/login/credential.js
var login_credential = __webpack_require__(7295);
// EXTERNAL MODULE: ./build/http/json.js
var json = __webpack_require__(3223);
;// CONCATENATED MODULE: ./build/registry/login/realm.js


const knownPairs = {
    'registry-1.docker.io': ['auth.docker.io'],
    'index.docker.io': ['auth.docker.io'],
    'registry.hub.docker.com': ['auth.docker.io'],
    'registry.gitlab.com': ['gitlab.com'],
    'nvcr.io': ['authn.nvidia.com'],
};
const sharedDomains = new Set([
    'amazonaws.com',
    'amazonaws.com.cn',
    'amazonaws.eu',
    'appspot.com',
    'asso.fr',
    'awsapps.com',
    'azure.com',
    'azurecontainer.io',
    'azurecontainerapps.io',
    'azurecr.cn',
    'azurecr.io',
    'azurecr.us',
    'azureedge.net',
    'azurefd.net',
    'azurewebsites.net',
    'cloudapp.net',
    'cloudfront.net',
    'digitaloceanspaces.com',
    'duckdns.org',
    'eu.org',
    'fly.dev',
    'github.io',
    'githubusercontent.com',
    'gitlab.io',
    'googleapis.com',
    'googleusercontent.com',
    'gouv.fr',
    'govt.nz',
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
    'trafficmanager.net',
    'ts.net',
    'uk.com',
    'us.com',
    'vercel.app',
    'windows.net',
    'workers.dev',
]);
function readRealm(text, registry, trust) {
    const refuse = (problem) => new build_errors/* ActionError */.lZ('REGISTRY_REALM', `${registry.host} names a token server that ${problem}.`, {
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
    const listed = trust.realmHosts.includes(url.hostname);
    const trusted = sameHost ||
        listed ||
        knownPairs[registry.hostname]?.includes(url.hostname) === true ||
        shareDomain(url.hostname, registry.hostname);
    return { url, trusted, guard: listed ? {} : guardOf(url, registry, trust) };
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

;// CONCATENATED MODULE: ./build/registry/login/token.js





const maxTokenBytes = 64 * 1024;
const shortestLife = 60;
const margin = 10_000;
const tokenForm = /^[\x21-\x7e]+$/;
const clientId = 'deploy-image';
class TokenStore {
    #access;
    #registry;
    #obtained = new Map();
    #shown = new Set();
    #withheldFrom;
    constructor(access, registry) {
        this.#access = access;
        this.#registry = registry;
    }
    wasShown(reader) {
        return this.#shown.has(reader);
    }
    get withheldFrom() {
        return this.#withheldFrom;
    }
    async get(challenge, scope, reader) {
        const key = keyOf(challenge, scope, reader);
        for (;;) {
            const pending = this.#obtained.get(key);
            if (pending === undefined)
                break;
            const known = await pending;
            const lives = 'token' in known && known.token.expiresAt - margin > this.#access.clock.now();
            if (lives)
                return { token: known.token, stored: true };
            if (this.#obtained.get(key) === pending)
                this.#obtained.delete(key);
        }
        const obtaining = this.#obtain(challenge, scope, reader);
        this.#obtained.set(key, obtaining);
        try {
            const obtained = await obtaining;
            if ('refusal' in obtained)
                this.#obtained.delete(key);
            return 'token' in obtained ? { ...obtained, stored: false } : obtained;
        }
        catch (error) {
            this.#obtained.delete(key);
            throw error;
        }
    }
    forget(challenge, scope, reader) {
        this.#obtained.delete(keyOf(challenge, scope, reader));
    }
    async #obtain(challenge, scope, reader) {
        const realm = readRealm(challenge.parameters.get('realm'), this.#registry, this.#access.trust);
        const service = challenge.parameters.get('service');
        const response = await this.#ask(realm, { ...(service === undefined ? {} : { service }), scope }, reader);
        if (isRedirect(response.status))
            throw redirected(response);
        if (response.status !== 200)
            return { refusal: response };
        return { token: this.#read(response) };
    }
    #ask(realm, wanted, reader) {
        if (reader.kind === 'nobody')
            return this.#get(realm, wanted);
        if (!realm.trusted) {
            this.#withheldFrom = realm.url.host;
            return this.#get(realm, wanted);
        }
        this.#shown.add(reader);
        const { credential } = reader;
        if (credential.kind === 'password')
            return this.#get(realm, wanted, credential);
        return this.#exchange(realm, wanted, credential.token);
    }
    #get(realm, wanted, login) {
        const { http, signal } = this.#access;
        const url = new URL(realm.url);
        for (const [key, value] of Object.entries(wanted))
            url.searchParams.append(key, value);
        const headers = { accept: 'application/json', 'accept-encoding': 'identity' };
        if (login !== undefined)
            headers['authorization'] = (0,login_credential/* basicAuthorization */.aR)(login, (text) => this.#access.mask(text));
        return http.send({ method: 'GET', url, headers, maxBytes: maxTokenBytes, signal, ...realm.guard });
    }
    async #exchange(realm, wanted, identityToken) {
        const { http, signal } = this.#access;
        this.#access.mask(identityToken);
        const form = { grant_type: 'refresh_token', ...wanted, client_id: clientId, refresh_token: identityToken };
        const response = await http.send({
            method: 'POST',
            url: realm.url,
            headers: {
                accept: 'application/json',
                'accept-encoding': 'identity',
                'content-type': 'application/x-www-form-urlencoded',
            },
            body: new URLSearchParams(form).toString(),
            retry: 'safe',
            maxBytes: maxTokenBytes,
            signal,
            ...realm.guard,
        });
        if (response.status !== 404 && response.status !== 405)
            return response;
        return this.#get(realm, wanted, { username: '<token>', password: identityToken });
    }
    #read(response) {
        const answer = (0,json/* parseJson */.qF)(response.body.toString('utf8'));
        const value = (0,json/* textAt */.$6)(answer, 'token') || (0,json/* textAt */.$6)(answer, 'access_token');
        const refresh = (0,json/* textAt */.$6)(answer, 'refresh_token');
        for (const secret of [value, refresh])
            if (secret !== undefined && tokenForm.test(secret))
                this.#access.mask(secret);
        if (value === undefined || value === '')
            throw badToken(response, 'answered 200 without a token');
        if (!tokenForm.test(value))
            throw badToken(response, 'gave a token with characters that no token has');
        const life = Math.max((0,json/* numberAt */.tk)(answer, 'expires_in') ?? shortestLife, shortestLife) * 1000;
        const now = this.#access.clock.now();
        return { value, expiresAt: issuedAt((0,json/* textAt */.$6)(answer, 'issued_at'), now, life) + life };
    }
}
function keyOf(challenge, scope, reader) {
    const { parameters } = challenge;
    const who = reader.kind === 'docker login' ? [reader.kind, reader.where] : [reader.kind];
    return JSON.stringify([parameters.get('realm'), parameters.get('service'), scope, ...who]);
}
function issuedAt(text, now, life) {
    const time = text !== undefined && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
    return time <= now && time > now - life ? time : now;
}
function badToken(response, problem) {
    return new build_errors/* ActionError */.lZ('REGISTRY_TOKEN', `The token server ${response.request.url.host} ${problem}.`, {
        hint: 'Is the host of the image spelled right? If it is, tell whoever runs the registry.',
    });
}
function redirected({ request, status }) {
    return new build_errors/* ActionError */.lZ('REGISTRY_REALM', `The token server ${request.url.host} answered with a redirect (${status}), which is not followed.`, {
        hint: 'Is the host of the image spelled right? If it is, tell whoever runs the registry: a login must not travel.',
    });
}

;// CONCATENATED MODULE: ./build/registry/login/authorization.js



class Authorizer {
    #access;
    #registry;
    #tokens;
    #ownScope;
    #shown = new Set();
    #challenge;
    #scope;
    #hasPinged = false;
    constructor(access, registry, reference) {
        this.#access = access;
        this.#registry = registry;
        this.#tokens = new TokenStore(access, registry);
        this.#ownScope = `repository:${reference.path}:pull`;
        this.#scope = this.#ownScope;
    }
    wasShown(reader) {
        return this.#shown.has(reader) || this.#tokens.wasShown(reader);
    }
    get withheldFrom() {
        return this.#tokens.withheldFrom;
    }
    async proofOf(asking) {
        const challenge = this.#challenge;
        if (challenge === undefined)
            return undefined;
        const reader = await this.#exchanged(asking);
        const credential = reader.kind === 'nobody' ? undefined : reader.credential;
        const mask = (secret) => this.#access.mask(secret);
        if (credential?.kind === 'registry-token') {
            mask(credential.token);
            this.#shown.add(reader);
            return { header: `Bearer ${credential.token}`, stored: false };
        }
        if (challenge.scheme === 'bearer') {
            const answer = await this.#tokens.get(challenge, this.#scope, reader);
            return 'refusal' in answer ? answer : { header: `Bearer ${answer.token.value}`, stored: answer.stored };
        }
        if (credential?.kind !== 'password')
            return undefined;
        const header = (0,login_credential/* basicAuthorization */.aR)(credential, mask);
        this.#shown.add(reader);
        return { header, stored: false };
    }
    async #exchanged(reader) {
        const { login } = this.#access;
        if (reader.kind !== 'inputs' || login?.username.startsWith('AKIA') !== true)
            return reader;
        const { ecrLogin } = await __webpack_require__.e(/* import() */ 435).then(__webpack_require__.bind(__webpack_require__, 6435));
        const password = await ecrLogin(login, this.#registry.host, this.#access);
        if (password === login)
            return reader;
        this.#shown.add(reader);
        return { kind: 'inputs', credential: { kind: 'password', ...password } };
    }
    async learn(response, sent, reader) {
        const { status } = response;
        if (sent !== undefined) {
            if (!sent.stored || !isDeadToken(response) || this.#challenge === undefined)
                return false;
            this.#tokens.forget(this.#challenge, this.#scope, reader);
            return true;
        }
        return (status === 401 || status === 403) && this.discover(response);
    }
    async discover(response) {
        const own = challengeOf(response);
        if (own !== undefined)
            this.#challenge = own;
        else if (!this.#hasPinged)
            this.#challenge = challengeOf(await this.#ping());
        this.#scope = readScope(own?.parameters.get('scope')) ?? this.#ownScope;
        return this.#challenge !== undefined;
    }
    get hasChallenge() {
        return this.#challenge !== undefined;
    }
    #ping() {
        this.#hasPinged = true;
        const headers = { accept: 'application/json', 'accept-encoding': 'identity' };
        const { http, signal } = this.#access;
        return http.send({ method: 'GET', url: this.#registry, headers, maxBytes: 64 * 1024, signal });
    }
}
function challengeOf(response) {
    return (0,challenge/* preferredChallenge */.T)((0,challenge/* parseChallenges */.u)(response.headers['www-authenticate'] ?? ''));
}
function isDeadToken(response) {
    if (response.status === 400)
        return true;
    return response.status === 401 && challengeOf(response)?.parameters.get('error') !== 'insufficient_scope';
}
function readScope(text) {
    const [, repository] = /^(repository:\S+):[a-z,*]+$/.exec(text ?? '') ?? [];
    return repository === undefined ? undefined : `${repository}:pull`;
}

// EXTERNAL MODULE: ./build/registry/notes.js
var notes = __webpack_require__(1535);
;// CONCATENATED MODULE: ./build/registry/session.js







class RegistrySession {
    #reference;
    #access;
    #registry;
    #authorizer;
    #notes;
    #reader;
    #findLogin;
    #found;
    #waits;
    #needsLogin = false;
    #last = { reader: login_credential/* nobody */.eP };
    constructor(reference, access) {
        const { http, login, findLogin, trust } = access;
        const send = (request) => http.send(this.#waits ? request : { retry: 'lost', ...request });
        this.#reference = reference;
        this.#access = { ...access, http: { send } };
        this.#registry = registryUrl(reference, access.loopbackTls);
        this.#authorizer = new Authorizer(this.#access, this.#registry, reference);
        this.#notes = new notes/* ServerNotes */.X_(reference.domain, (line) => access.note(line));
        this.#findLogin = login === undefined && trust.dockerLogin ? findLogin : undefined;
        this.#waits = this.#findLogin === undefined;
        this.#reader = login === undefined ? login_credential/* nobody */.eP : { kind: 'inputs', credential: { kind: 'password', ...login } };
    }
    get openedBy() {
        if (!this.#authorizer.wasShown(this.#reader))
            return 'nobody';
        return this.#reader.kind === 'docker login' && !this.#needsLogin ? 'nobody' : this.#reader.kind;
    }
    get remarks() {
        const remarks = [];
        const { withheldFrom } = this.#authorizer;
        if (this.#reader.kind === 'docker login' && this.#authorizer.wasShown(this.#reader)) {
            const { where } = this.#reader;
            remarks.push(`Read with the login of ${where}, made by an earlier step. The platform is not given that login.`);
        }
        if (withheldFrom !== undefined) {
            remarks.push(`${this.#reference.domain} asked to send your login to ${withheldFrom}; not done. Add ${hostOnly(withheldFrom)} to auth-realm-hosts if this is right.`);
        }
        return remarks;
    }
    asked(what) {
        const { withheldFrom } = this.#authorizer;
        return { reference: this.#reference, what, ...this.#last, withheldFrom };
    }
    async ask(question) {
        const reply = await this.#askAnybody(question);
        const { response } = reply;
        if (reply.of === 'token server')
            throw (0,errors/* refusedBy */.i)(response, this.asked('token'), this.#access.clock.now());
        if (reply.of === 'registry')
            this.#notes.hear(response, this.#last.reader.kind !== 'nobody');
        return response;
    }
    async #askAnybody(question) {
        const reader = this.#reader;
        const first = await this.#askAs(reader, question);
        this.#last = { reader: this.#shown(reader) };
        if (reader.kind !== 'nobody')
            return first;
        return (await this.#askAsFound(question, first)) ?? this.#afterLimit(question, first);
    }
    async #askAsFound(question, first) {
        if (!mayNeedLogin(first, question))
            return undefined;
        const found = await this.#foundLogin();
        if (found === undefined)
            return undefined;
        if (!this.#authorizer.hasChallenge && !(await this.#authorizer.discover(first.response)))
            return undefined;
        const second = await this.#askAs(found, { ...question, method: question.again ?? question.method });
        if (!this.#authorizer.wasShown(found))
            return undefined;
        if (isDenied(second) && !isDenied(first)) {
            this.#last = { reader: login_credential/* nobody */.eP, other: { reader: found, response: second.response } };
            return undefined;
        }
        this.#last = { reader: found, other: { reader: login_credential/* nobody */.eP, response: first.response } };
        if (!isDenied(second)) {
            this.#reader = found;
            this.#needsLogin = first.response.status !== 429;
        }
        return second;
    }
    async #afterLimit(question, first) {
        const { clock, signal } = this.#access;
        const { status, request } = first.response;
        if (status !== 429 || request.retry !== 'lost')
            return first;
        this.#waits = true;
        const pause = (0,retry/* pauseBeforeRetry */.G)({ ...request, retry: 'safe' }, first.response, 1, clock.now(), Math.random());
        if (pause === undefined)
            return first;
        await clock.sleep(pause, signal);
        return this.#askAs(login_credential/* nobody */.eP, question);
    }
    async #foundLogin() {
        this.#waits = true;
        this.#found ??= this.#findLogin?.().then((found) => found && { kind: 'docker login', ...found });
        return this.#found;
    }
    async #askAs(reader, question) {
        const url = new URL(`${this.#reference.path}/${question.path}`, this.#registry);
        const first = await this.#authorizer.proofOf(reader);
        if (first !== undefined && 'refusal' in first)
            return { response: first.refusal, of: 'token server' };
        const reply = await exchange(this.#access, this.#registry, question, url, first?.header);
        if (reply.of === 'redirect target')
            return reply;
        if (!(await this.#authorizer.learn(reply.response, first, reader)))
            return reply;
        const second = await this.#authorizer.proofOf(reader);
        if (second === undefined)
            return reply;
        if ('refusal' in second)
            return { response: second.refusal, of: 'token server' };
        const { again = question.method } = question;
        return exchange(this.#access, this.#registry, { ...question, method: again }, url, second.header);
    }
    #shown(reader) {
        return this.#authorizer.wasShown(reader) ? reader : login_credential/* nobody */.eP;
    }
}
function isDenied({ response, of }) {
    const { status } = response;
    return of !== 'redirect target' && (status === 401 || status === 403 || (of === 'token server' && status === 400));
}
function mayNeedLogin(reply, { path }) {
    if (reply.of === 'redirect target')
        return false;
    if (reply.response.status === 429)
        return true;
    if (reply.of === 'token server')
        return isDenied(reply);
    if (reply.response.request.method === 'HEAD')
        return false;
    return isDenied(reply) || (reply.response.status === 404 && path.startsWith('manifests/'));
}
function hostOnly(host) {
    return host.replace(/:\d+$/, '');
}


/***/ })

};
