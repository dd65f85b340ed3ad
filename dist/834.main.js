export const id = 834;
export const ids = [834];
export const modules = {

/***/ 7834:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  lookAtBase: () => (/* binding */ lookAtBase)
});

// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/http/reach.js
var reach = __webpack_require__(2694);
// EXTERNAL MODULE: ./build/image/digest.js
var image_digest = __webpack_require__(5436);
// EXTERNAL MODULE: ./build/image/platform.js
var platform = __webpack_require__(3847);
// EXTERNAL MODULE: ./build/image/reference.js
var image_reference = __webpack_require__(7755);
// EXTERNAL MODULE: ./build/image/reference-error.js
var reference_error = __webpack_require__(1408);
;// CONCATENATED MODULE: ./build/image/base.js




const nameKey = 'org.opencontainers.image.base.name';
const digestKey = 'org.opencontainers.image.base.digest';
const longestName = 1024;
function soughtBase(facts, runImage, asked) {
    const named = namedBase(facts, runImage);
    const reference = asked ?? named?.names[0];
    if (reference === undefined || isScratch(reference))
        return undefined;
    const isNamed = named?.names.some(({ domain, path }) => domain === reference.domain && path === reference.path);
    const digest = (isNamed ? named?.digest : undefined) ?? (reference.tag === undefined ? undefined : reference.digest);
    const topLayer = named?.topLayer;
    return {
        reference: movable(reference),
        ...(digest === undefined ? {} : { digest }),
        ...(topLayer === undefined ? {} : { topLayer }),
        named: isNamed === true,
    };
}
function canMove({ reference }) {
    return reference.digest === undefined;
}
function describeBase({ reference, digest, topLayer }) {
    return {
        name: (0,image_reference/* familiarName */.hG)(reference),
        ...(digest === undefined ? {} : { digest }),
        remedy: topLayer === undefined ? 'rebuild' : 'rebase',
    };
}
function stateByDigest({ digest, topLayer }, newest) {
    if (digest === undefined)
        return undefined;
    if (digest === newest.digest || newest.images.includes(digest))
        return 'current';
    const algorithm = (text) => text.slice(0, text.indexOf(':'));
    const comparable = algorithm(digest) === algorithm(newest.digest);
    return newest.whole && comparable && topLayer === undefined ? 'stale' : undefined;
}
function stateByLayers(image, base, sought) {
    if (!(0,platform/* isFor */.Gi)(base.platform, image.platform)) {
        return { state: 'unknown', why: `it is not there for ${(0,platform/* platformName */.$r)(image.platform)}` };
    }
    if (sought.digest === base.digest || sought.digest === base.manifestDigest)
        return { state: 'current' };
    if (sought.topLayer !== undefined && sought.topLayer === base.diffIds.at(-1))
        return { state: 'current' };
    const shared = sharedLayers(image, base);
    if (shared === 'all')
        return { state: 'current' };
    if (shared === 'some' || (sought.named && sought.topLayer !== undefined))
        return { state: 'stale' };
    return { state: 'unknown', why: 'the image does not share its first layer, so it seems not to be built on it' };
}
function sharedLayers(image, base) {
    const digests = (layers) => layers.map(({ digest }) => digest);
    const transferred = commonStart(digests(image.layers), digests(base.layers));
    const content = commonStart(image.diffIds, base.diffIds);
    const whole = base.layers.length;
    if (whole === 0)
        return 'none';
    if (transferred === whole || (content === whole && base.diffIds.length === whole))
        return 'all';
    return transferred > 0 || content > 0 ? 'some' : 'none';
}
function commonStart(one, other) {
    const difference = one.findIndex((entry, index) => entry !== other[index]);
    return difference === -1 ? one.length : difference;
}
function namedBase({ reference, annotations, labels }, runImage) {
    if (annotations.has(nameKey))
        return namedIn(annotations);
    if (runImage !== undefined)
        return namedBy(runImage, reference);
    return namedIn(labels);
}
function namedIn(texts) {
    const reference = readName(texts.get(nameKey));
    if (reference === undefined)
        return undefined;
    const digest = [texts.get(digestKey)?.trim(), reference.digest].find(image_digest/* isDigest */.Bc);
    return { names: [reference], digest, topLayer: undefined };
}
function namedBy({ names, reference, topLayer }, image) {
    const built = readName(reference);
    const places = names.map(readName).filter((place) => place !== undefined);
    const [first = built] = [...places.filter(({ domain }) => domain === image.domain), ...places];
    if (first === undefined)
        return undefined;
    return {
        names: [first, ...places, ...(built === undefined ? [] : [built])],
        digest: built?.digest,
        topLayer: (0,image_digest/* isDigest */.Bc)(topLayer) ? topLayer : undefined,
    };
}
function readName(text) {
    const name = text?.trim() ?? '';
    if (name === '' || name.length > longestName)
        return undefined;
    try {
        return (0,image_reference/* parseReference */.F2)(name);
    }
    catch (error) {
        if (error instanceof reference_error/* ImageReferenceError */.rI)
            return undefined;
        throw error;
    }
}
function isScratch({ domain, path }) {
    return domain === 'docker.io' && path === 'library/scratch';
}
function movable({ domain, path, tag, digest }) {
    if (tag !== undefined)
        return { domain, path, tag };
    return digest === undefined ? { domain, path } : { domain, path, digest };
}

// EXTERNAL MODULE: ./build/registry/documents/document.js
var documents_document = __webpack_require__(6050);
// EXTERNAL MODULE: ./build/registry/documents/manifest.js
var documents_manifest = __webpack_require__(3958);
// EXTERNAL MODULE: ./build/registry/inspect.js + 3 modules
var inspect = __webpack_require__(878);
// EXTERNAL MODULE: ./build/registry/limits.js + 1 modules
var limits = __webpack_require__(5048);
// EXTERNAL MODULE: ./build/registry/session.js + 5 modules
var registry_session = __webpack_require__(9613);
// EXTERNAL MODULE: ./build/registry/login/challenge.js
var challenge = __webpack_require__(7385);
;// CONCATENATED MODULE: ./build/registry/base/ration.js


const foreseen = {
    'registry-1.docker.io': 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
    'ghcr.io': 'Bearer realm="https://ghcr.io/token",service="ghcr.io"',
};
class Ration {
    #http;
    #requests;
    #reach;
    #sent = 0;
    constructor(http, requests, reach) {
        this.#http = http;
        this.#requests = requests;
        this.#reach = reach;
    }
    get left() {
        return this.#requests - this.#sent;
    }
    async send(request) {
        const { url, headers } = request;
        const known = Object.hasOwn(foreseen, url.host) ? foreseen[url.host] : undefined;
        if (known !== undefined && url.pathname.startsWith('/v2/') && headers?.['authorization'] === undefined) {
            return { request, status: 401, headers: { 'www-authenticate': known }, body: Buffer.alloc(0) };
        }
        if (this.left <= 0)
            throw this.#spent();
        this.#sent++;
        const reach = request.reach ?? this.#reach;
        const response = await this.#http.send({ ...request, ...(reach === undefined ? {} : { reach }), retry: 'never' });
        if (response.status === 401) {
            const scheme = (0,challenge/* preferredChallenge */.T)((0,challenge/* parseChallenges */.u)(response.headers['www-authenticate'] ?? ''))?.scheme;
            if (this.left < (scheme === 'basic' ? 1 : 2))
                throw this.#spent();
        }
        return response;
    }
    #spent() {
        return new errors/* ActionError */.lZ('REGISTRY_RATION', `it would take more than ${this.#requests} requests`);
    }
}

// EXTERNAL MODULE: ./build/http/json.js
var json = __webpack_require__(3223);
;// CONCATENATED MODULE: ./build/registry/base/run-image.js

const label = 'io.buildpacks.lifecycle.metadata';
const mostNames = 50;
function readRunImage(labels) {
    const text = labels.get(label);
    const metadata = text === undefined ? undefined : (0,json/* parseJson */.qF)(text);
    const places = [(0,json.at)(metadata, 'runImage'), (0,json.at)(metadata, 'stack', 'runImage')];
    const names = places.flatMap((place) => [(0,json.at)(place, 'image'), ...(0,json/* asArray */._j)((0,json.at)(place, 'mirrors'))]);
    const reference = (0,json/* textAt */.$6)(metadata, 'runImage', 'reference');
    const topLayer = (0,json/* textAt */.$6)(metadata, 'runImage', 'topLayer');
    if (reference === undefined && topLayer === undefined)
        return undefined;
    return {
        names: names.filter((name) => typeof name === 'string').slice(0, mostNames),
        ...(reference === undefined ? {} : { reference }),
        ...(topLayer === undefined ? {} : { topLayer }),
    };
}

;// CONCATENATED MODULE: ./build/registry/base/look.js












const aside = { requests: 2, limitMs: 5_000 };
const thorough = { requests: 8, limitMs: 15_000 };
async function lookAtBase(facts, access, asked) {
    const sought = soughtBase(facts, readRunImage(facts.labels), asked);
    if (sought === undefined)
        return undefined;
    const base = describeBase(sought);
    if (asked === undefined && (sought.digest === undefined || !canMove(sought)))
        return { ...base, state: 'unknown' };
    const look = new BaseLook(facts, sought, asked !== undefined);
    let verdict;
    try {
        verdict = await inTime(access, look.cost.limitMs, (signal) => look.verdict(access, signal));
    }
    catch (error) {
        (0,errors/* throwIfCancelled */.dZ)(access.signal);
        verdict = { state: 'unknown', why: (0,errors/* messageOf */.bD)(error) };
        if (asked === undefined && !(error instanceof errors/* ActionError */.lZ))
            access.note(noteOf(base.name, verdict));
    }
    if (asked !== undefined && verdict.state === 'unknown')
        access.note(noteOf(base.name, verdict));
    const { newest } = look;
    return { ...base, state: verdict.state, ...(newest === undefined ? {} : { newest }) };
}
function noteOf(name, { why }) {
    return `Whether there is a newer ${name} cannot be told: ${why ?? 'its registry does not say enough'}`;
}
class BaseLook {
    cost;
    newest;
    #facts;
    #sought;
    #asked;
    constructor(facts, sought, asked) {
        this.#facts = facts;
        this.#sought = sought;
        this.#asked = asked;
        this.cost = asked ? thorough : aside;
    }
    async verdict(access, signal) {
        const isOwn = hostOf(this.#sought.reference) === hostOf(this.#facts.reference);
        const guarded = !isOwn && !this.#asked && !access.trust.privateNetwork;
        const ration = new Ration(access.http, this.cost.requests, guarded ? reach/* publicReach */.bq : undefined);
        const baseAccess = {
            ...access,
            http: ration,
            signal,
            login: isOwn ? access.login : undefined,
            findLogin: this.#dockerLogin({ ...access, signal }),
            trust: { ...access.trust, dockerLogin: this.#asked && access.trust.dockerLogin },
            note: () => { },
        };
        const { digest, reference } = this.#sought;
        const byDigest = (limited) => this.#byDigest(limited, ration);
        const state = digest === undefined ? undefined : await (0,limits/* withinLimits */.o)(reference, baseAccess, byDigest);
        if (state !== undefined)
            return { state };
        return this.#asked ? this.#byLayers(baseAccess) : { state: 'unknown' };
    }
    #dockerLogin(access) {
        const find = async () => {
            const { findDockerLogin } = await __webpack_require__.e(/* import() */ 365).then(__webpack_require__.bind(__webpack_require__, 7365));
            return findDockerLogin(this.#sought.reference, { ...access, note: () => { } });
        };
        let found;
        return () => {
            found ??= find();
            return found;
        };
    }
    async #byDigest(access, ration) {
        const { reference, topLayer } = this.#sought;
        const session = new registry_session/* RegistrySession */.G(reference, access);
        const question = { path: `manifests/${(0,image_reference/* tagOrDigest */.AA)(reference)}`, ...documents_manifest/* askingForManifest */.o1 };
        const head = await session.ask({ method: 'HEAD', ...question });
        const digest = head.headers['docker-content-digest'];
        if (head.status !== 200 || !(0,image_digest/* isDigest */.Bc)(digest))
            return undefined;
        this.newest = digest;
        const type = (0,documents_manifest/* mediaTypeOf */.c0)(head.headers['content-type']);
        const isImage = type !== undefined && documents_manifest/* manifestTypes */.Fm.includes(type) && !(0,documents_manifest/* isIndexType */.$U)(type);
        const newest = { digest, images: [], whole: isImage };
        const state = stateByDigest(this.#sought, newest);
        const enough = state !== undefined || isImage || (this.#asked && topLayer !== undefined);
        if (enough || ration.left === 0)
            return state;
        const index = await this.#index(session, digest);
        return index === undefined ? undefined : stateByDigest(this.#sought, index);
    }
    async #index(session, digest) {
        const question = { path: `manifests/${digest}`, ...documents_manifest/* askingForManifest */.o1 };
        const { status, headers, body } = await session.ask({ method: 'GET', ...question });
        if (status !== 200)
            return undefined;
        const name = (0,image_reference/* familiarName */.hG)(this.#sought.reference);
        (0,documents_document/* verify */.MX)(body, { digest }, name);
        const manifest = (0,documents_manifest/* readManifest */.WI)(body, headers['content-type'], name);
        if (manifest.kind === 'image')
            return { digest, images: [], whole: true };
        const images = manifest.entries.map((entry) => entry.digest);
        return { digest, images, whole: !manifest.entries.some(({ mediaType }) => (0,documents_manifest/* isIndexType */.$U)(mediaType)) };
    }
    async #byLayers(access) {
        const { domain, path } = this.#sought.reference;
        const known = this.newest === undefined ? this.#sought.reference : { domain, path, digest: this.newest };
        const base = await (0,inspect.inspectImage)(known, access, this.#facts.platform);
        this.newest = base.digest;
        return stateByLayers(this.#facts, base, this.#sought);
    }
}
function hostOf(reference) {
    const host = (0,image_reference/* apiHost */.nz)(reference);
    return URL.parse(`https://${host}/`)?.host ?? host;
}
async function inTime({ clock, signal }, ms, task) {
    const limit = new AbortController();
    const done = new AbortController();
    const over = clock.sleep(ms, AbortSignal.any([signal, done.signal])).then(() => {
        const reason = new errors/* ActionError */.lZ('BASE_TIMEOUT', `no answer within ${ms / 1000} s`);
        limit.abort(reason);
        throw reason;
    });
    try {
        return await Promise.race([task(AbortSignal.any([signal, limit.signal])), over]);
    }
    finally {
        done.abort();
    }
}


/***/ })

};
