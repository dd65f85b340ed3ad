export const id = 568;
export const ids = [568];
export const modules = {

/***/ 2907:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DT: () => (/* binding */ revisionOf),
/* harmony export */   FC: () => (/* binding */ sourceRepositoryOf),
/* harmony export */   Wy: () => (/* binding */ labelOf)
/* harmony export */ });
const labelSchema = {
    revision: 'org.label-schema.vcs-ref',
    source: 'org.label-schema.vcs-url',
    version: 'org.label-schema.version',
};
function labelOf({ annotations, labels }, name) {
    const key = `org.opencontainers.image.${name}`;
    const old = labelSchema[name];
    const found = [annotations.get(key), labels.get(key), old === undefined ? undefined : labels.get(old)];
    const text = found.map((value) => value?.trim()).find((value) => value !== undefined && value !== '');
    return name === 'source' ? text?.replace(/^([a-z][a-z0-9+.-]*:\/\/|(?=[^/@:]*:))[^/]*@/i, '$1') : text;
}
function revisionOf(image) {
    const revision = labelOf(image, 'revision')?.toLowerCase();
    return revision !== undefined && /^[0-9a-f]{7,64}$/.test(revision) ? revision : undefined;
}
function sourceRepositoryOf(image) {
    const address = labelOf(image, 'source')
        ?.slice(0, 1000)
        .replace(/^(?:git\+)?[a-z]+:\/\//i, '')
        .replace(/^[^/@]*@/, '');
    const match = /^[\w.-]+(?::\d+(?=\/))?[/:]([\w.-]+)\/([\w.-]+)/.exec(address ?? '');
    const name = match?.[2]?.replace(/\.git$/i, '');
    return name === undefined || name === '' ? undefined : `${match?.[1]}/${name}`.toLowerCase();
}


/***/ }),

/***/ 9330:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ tcpPorts),
/* harmony export */   Z: () => (/* binding */ lowestTcpPort)
/* harmony export */ });
function tcpPorts({ exposedPorts }) {
    return exposedPorts
        .filter(({ protocol }) => protocol === 'tcp')
        .map(({ port }) => port)
        .sort((a, b) => a - b);
}
function lowestTcpPort(facts) {
    return tcpPorts(facts)[0];
}


/***/ }),

/***/ 6562:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ applyRules)
/* harmony export */ });
function applyRules(rules, subject) {
    return rules.flatMap(({ code, severity, check }) => {
        const complaint = check(subject);
        return complaint === undefined ? [] : [{ code, severity, ...complaint }];
    });
}


/***/ }),

/***/ 1983:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ loginKind),
/* harmony export */   x: () => (/* binding */ earlyEnd)
/* harmony export */ });
function loginKind(login, domain, job, now) {
    const host = domain.toLowerCase().replace(/:\d+$/, '');
    return (ownToken(login, host, job) ??
        amazonLogin(login, host) ??
        githubToken(login, host) ??
        googleLogin(login, host) ??
        azureLogin(login, host) ??
        gitlabLogin(login, host) ??
        dockerHubToken(login, host) ??
        robot(login, host) ??
        dockerIdentity(login, host) ??
        tokenWithEnd(login, host, now) ?? { name: 'a password', advice: adviceFor(host) });
}
const soon = 30 * 24 * 60 * 60 * 1000;
function earlyEnd({ ends }, now) {
    if (ends === undefined)
        return undefined;
    if (ends === 'job')
        return 'stops working when this job ends';
    if (typeof ends === 'number') {
        return `stops working ${ends === 1 ? 'an hour' : `${ends} hours`} after it was made, at the latest`;
    }
    if (ends.getTime() - now > soon)
        return undefined;
    const when = `${ends.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    return ends.getTime() <= now ? `stopped working at ${when}` : `stops working at ${when}`;
}
function ownToken({ password }, host, { tokens }) {
    const [name] = [...tokens].find(([, token]) => token === password && token !== '') ?? [];
    if (name === undefined)
        return undefined;
    return { name: `the job’s own ${name}`, ends: 'job', advice: adviceFor(host) };
}
const exchangedByCloudFoundry = /\.dkr\.ecr(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/;
const ecr = /\.dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|on\.aws)$/;
function amazonLogin({ username, password }, host) {
    const exchanged = exchangedByCloudFoundry.test(host);
    const advice = adviceFor(host);
    const passwordEnd = ecrPasswordEnd(password);
    const isEcr = ecr.test(host) || host === 'public.ecr.aws';
    if (passwordEnd !== undefined || (username === 'AWS' && (isEcr || password.length > 500))) {
        const failsOn = exchanged ? ['cloudfoundry'] : [];
        return { name: 'a password of ECR', ends: passwordEnd ?? 12, failsOn, advice };
    }
    if (/^ASIA[A-Z0-9]{16}$/.test(username)) {
        return { name: 'a temporary AWS access key', ends: 36, failsOn: isEcr ? everywhere : [], advice };
    }
    if (/^AKIA[A-Z0-9]{16}$/.test(username)) {
        const failsOn = exchanged ? ['deis', 'drycc'] : isEcr ? everywhere : [];
        return { name: 'an AWS access key', failsOn, advice };
    }
    return undefined;
}
const everywhere = ['cloudfoundry', 'deis', 'drycc'];
function ecrPasswordEnd(password) {
    if (!password.startsWith('eyJ') || password.includes('.'))
        return undefined;
    const fields = fieldsOf(Buffer.from(password, 'base64').toString('utf8'));
    if (!fields.has('payload') || !fields.has('datakey'))
        return undefined;
    return dateOf(fields.get('expiration'));
}
function githubToken({ password }, host) {
    const advice = adviceFor(host === 'ghcr.io' ? host : 'ghcr.io');
    if (password.startsWith('ghs_')) {
        return { name: 'a GitHub App’s token, as GITHUB_TOKEN is one', ends: 'job', advice };
    }
    if (password.startsWith('ghu_'))
        return { name: 'a GitHub App’s token for a user', ends: 8, advice };
    if (password.startsWith('ghr_')) {
        return { name: 'a GitHub refresh token', refused: 'GitHub takes it for nothing but new tokens', advice };
    }
    if (password.startsWith('gho_'))
        return { name: 'an OAuth token of GitHub', personal: true, advice };
    if (password.startsWith('ghp_'))
        return { name: 'a personal GitHub token', personal: true, advice };
    if (password.startsWith('github_pat_')) {
        const name = 'a fine-grained personal GitHub token';
        return host === 'ghcr.io'
            ? { name, refused: 'ghcr.io takes classic tokens only', advice }
            : { name, personal: true, advice };
    }
    return undefined;
}
function googleLogin({ username, password }, host) {
    const advice = adviceFor(isGoogle(host) ? host : 'gcr.io');
    if (username === 'oauth2accesstoken' || password.startsWith('ya29.')) {
        return { name: 'a Google access token', ends: 1, advice };
    }
    if (username !== '_json_key' && username !== '_json_key_base64')
        return undefined;
    const name = 'the key of a Google service account';
    const encoded = username === '_json_key_base64';
    const fields = fieldsOf(encoded ? Buffer.from(password, 'base64').toString('utf8') : password);
    if (typeof fields.get('private_key') === 'string')
        return { name, advice };
    const form = encoded ? 'base64 of a key file' : 'a key file’s JSON';
    return {
        name,
        refused: `the password is not ${form} with a private_key in it`,
        advice: `Store the key file as base64, on one line, and give the user _json_key_base64. ${advice}`,
    };
}
function azureLogin({ username, password }, host) {
    if (username !== '00000000-0000-0000-0000-000000000000')
        return undefined;
    const advice = adviceFor(host.endsWith('.azurecr.io') ? host : 'any.azurecr.io');
    return { name: 'a refresh token of Azure’s registry', ends: jwtEnd(password) ?? 3, advice };
}
function gitlabLogin({ username, password }, host) {
    const advice = adviceFor('registry.gitlab.com');
    if (username === 'gitlab-ci-token' || password.startsWith('glcbt-')) {
        return { name: 'a GitLab job token', ends: 'job', advice };
    }
    if (password.startsWith('gldt-') || /^gitlab\+deploy-token-\d+$/.test(username)) {
        return { name: 'a GitLab deploy token', advice: adviceFor(host) };
    }
    if (password.startsWith('glpat-')) {
        return { name: 'a GitLab access token, a person’s, a group’s or a project’s', personal: true, advice };
    }
    return undefined;
}
function dockerHubToken({ password }, host) {
    if (password.startsWith('dckr_pat_')) {
        return { name: 'a personal token of Docker Hub', personal: true, advice: adviceFor('docker.io') };
    }
    if (password.startsWith('dckr_oat_')) {
        return { name: 'an organization’s token of Docker Hub', advice: adviceFor(host) };
    }
    return undefined;
}
function robot({ username, password }, host) {
    const advice = adviceFor(host);
    const end = jwtEnd(password);
    const ends = end === undefined ? {} : { ends: end };
    if (username === '$oauthtoken' || username === '$token' || username === '$app') {
        return { name: 'an application’s token', ...ends, advice };
    }
    if (/^robot\$.|^[a-z0-9_.-]+\+[a-z0-9_.-]+$/.test(username))
        return { name: 'a robot account', ...ends, advice };
    return password.startsWith('cmVmdGtu') ? { name: 'a reference token of JFrog', advice } : undefined;
}
function dockerIdentity({ username }, host) {
    if (username !== '<token>')
        return undefined;
    return {
        name: 'an identity token',
        refused: 'a registry takes it in exchange for other tokens, not as a password',
        advice: adviceFor(host),
    };
}
function tokenWithEnd({ password }, host, now) {
    const ends = jwtEnd(password);
    if (ends === undefined)
        return undefined;
    return {
        name: ends.getTime() <= now ? 'a token that has ended' : 'a token with an end',
        ends,
        advice: adviceFor(host),
    };
}
function jwtEnd(password) {
    const [, payload] = /^eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]+$/.exec(password) ?? [];
    if (payload === undefined)
        return undefined;
    return dateOf(fieldsOf(Buffer.from(payload, 'base64url').toString('utf8')).get('exp'));
}
function dateOf(seconds) {
    const date = new Date(typeof seconds === 'number' || typeof seconds === 'string' ? Number(seconds) * 1000 : Number.NaN);
    return Number.isNaN(date.getTime()) ? undefined : date;
}
function fieldsOf(text) {
    try {
        const value = JSON.parse(text);
        return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
    }
    catch {
        return new Map();
    }
}
function isGoogle(host) {
    return /(?:^|\.)gcr\.io$|\.pkg\.dev$/.test(host);
}
function adviceFor(host) {
    if (host === 'ghcr.io') {
        return 'Give a classic token with read:packages alone, of a machine account; or make the package public and leave the login out.';
    }
    if (host === 'docker.io') {
        return 'Give an access token of Docker Hub that can only read, the organization’s or a machine account’s.';
    }
    if (host === 'public.ecr.aws')
        return 'Leave the login out: everybody can pull from there.';
    if (exchangedByCloudFoundry.test(host)) {
        return 'For Cloud Foundry, give the access key of an IAM user that can only pull: its id as registry-username, its secret as registry-password. For Deis and Drycc, let the nodes pull by their own IAM role and leave the login out.';
    }
    if (ecr.test(host)) {
        return 'Name the image by its host with .dkr.ecr. and .amazonaws.com, for which Cloud Foundry exchanges the access key of an IAM user at each pull. For Deis and Drycc, let the nodes pull by their own IAM role and leave the login out.';
    }
    if (host.endsWith('.azurecr.io')) {
        return 'Give a repository-scoped token with content/read, or a service principal with the role AcrPull.';
    }
    if (isGoogle(host)) {
        return 'Give the key of a service account that can only read (Artifact Registry Reader), as base64 with the user _json_key_base64.';
    }
    if (host === 'registry.gitlab.com')
        return 'Give a deploy token with read_registry.';
    if (host === 'quay.io')
        return 'Give a robot account that can only read.';
    return 'Give a robot account, or a token that can only read and lives on.';
}


/***/ }),

/***/ 115:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   SP: () => (/* binding */ shown),
/* harmony export */   Vb: () => (/* binding */ nameOf),
/* harmony export */   jX: () => (/* binding */ isRoot)
/* harmony export */ });
function isRoot(user) {
    const [name] = user.split(':');
    return name === undefined || name === '' || name === '0' || name === 'root';
}
function nameOf(user) {
    const [name = ''] = user.split(':');
    return isRoot(user) || /^\d+$/.test(name) ? undefined : name;
}
function shown(name) {
    return JSON.stringify(name.slice(0, 40));
}


/***/ }),

/***/ 9773:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g: () => (/* binding */ appHintFor)
/* harmony export */ });
const known = [
    {
        words: /\bKeyError: '?[A-Z][A-Z0-9_]{2,}\b|key not found: "[A-Z][A-Z0-9_]{2,}"|\b(?:variable|setting)s? .{0,60}(?:not set|missing|required|undefined|must be)|(?:missing|required|undefined) (?:env\b|environment)|\b[A-Z][A-Z0-9]*_[A-Z0-9_]+ (?:is not set|is required|must be set|is missing|is undefined)/i,
        hint: 'The app misses a variable. Give it by the input env, or bind the service that brings it.',
    },
    {
        words: /no such table|relation "[^"]+" does not exist|table '[^']+' doesn't exist|unknown column|no such column|UndefinedTable|UndefinedColumn|pending migrations?|migrations are pending/i,
        hint: 'The database does not have what this version expects. Is it the right one, and has its migration run (before-release, where the platform can)?',
    },
    {
        words: /password authentication failed|access denied for user|SASL authentication failed|(?:NOAUTH|WRONGPASS)\b|role "[^"]+" does not exist/i,
        hint: 'A database refuses the app’s login. Check the variable that holds it, or bind the service anew.',
    },
    {
        words: /database "[^"]+" does not exist|unknown database/i,
        hint: 'The database server knows no database of that name. Check the address in the app’s variables.',
    },
    {
        words: /heap out of memory|OutOfMemoryError|Cannot allocate memory/i,
        hint: 'The app’s runtime ran out of memory. Raise the memory of its instances, or the limit that the runtime has of its own.',
    },
    {
        words: /GLIBC_[\d.]+' not found|version `GLIBC/i,
        hint: 'The program was built on a newer system than the image holds. Build it on the same base image.',
    },
    {
        words: /read-only file system/i,
        hint: 'The app writes where it must not. Let it write to /tmp, or to a service.',
    },
];
function appHintFor(words) {
    return known.find((cause) => cause.words.test(words))?.hint;
}


/***/ }),

/***/ 1555:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ errorLine)
/* harmony export */ });
const head = /^(?:uncaught |unhandled |caused by: |exception in thread "[^"]*" )?(?:[\w.$]*(?:error|exception|panic|fatal)\b[^:]{0,60}|\w+(?:::\w+)+): ?\S/i;
const errorWords = /\b\w*(error|exception)\b|\bpanic\b|\bfatal\b|\bfailed\b|\bfailure\b|cannot |can't |could not |denied|refused|not found|unable to|does not exist|doesn't exist|no such |is missing|not set\b|must be set/i;
const frame = /^\s|^goroutine \d|^at |^Traceback \(most recent/;
function errorLine(lines) {
    const candidates = lines.filter(({ text }) => !frame.test(text) && errorWords.test(text));
    const found = candidates.findLast(({ text }) => head.test(text)) ??
        candidates.findLast(({ stderr }) => stderr === true) ??
        candidates.at(-1);
    return found?.text.trim();
}


/***/ }),

/***/ 7461:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   qx: () => (/* binding */ CloudController),
/* harmony export */   sd: () => (/* binding */ filterValue)
/* harmony export */ });
/* unused harmony export warningsOf */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _http_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2602);
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3223);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8546);
/* harmony import */ var _shapes_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(679);





const mostPages = 100;
class CloudController {
    #parts;
    #warned;
    constructor(parts, warned = new Set()) {
        this.#parts = parts;
        this.#warned = warned;
    }
    get isKorifi() {
        return this.#parts.korifi === true;
    }
    unstoppable(deadlineMs) {
        return new CloudController({ ...this.#parts, signal: undefined, ...(deadlineMs === undefined ? {} : { deadlineMs }) }, this.#warned);
    }
    async get(path, doing, query) {
        const response = await this.#asked('GET', path, doing, { query });
        return json(response) ?? unreadable(response, doing);
    }
    async find(path, doing, query) {
        try {
            return await this.get(path, doing, query);
        }
        catch (error) {
            if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .CloudControllerError */ .Ij && error.status === 404 && error.has('CF-ResourceNotFound')) {
                return undefined;
            }
            throw error;
        }
    }
    async pages(path, doing, query) {
        const pages = [];
        let wanted = query;
        while (pages.length < mostPages) {
            const page = await this.get(path, doing, wanted);
            pages.push(page);
            const next = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(page, 'pagination', 'next', 'href');
            if (next === undefined || !URL.canParse(next))
                break;
            const following = Object.fromEntries(new URL(next).searchParams);
            if (((0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .numberAt */ .tk)(page, 'pagination', 'total_pages') ?? Number.POSITIVE_INFINITY) <= pages.length)
                break;
            wanted = following;
        }
        return pages;
    }
    async list(path, doing, query) {
        return (await this.pages(path, doing, query)).flatMap((page) => (0,_shapes_js__WEBPACK_IMPORTED_MODULE_3__/* .resourcesOf */ .F3)(page, doing));
    }
    async firstOf(path, doing, query) {
        return (0,_shapes_js__WEBPACK_IMPORTED_MODULE_3__/* .resourcesOf */ .F3)(await this.get(path, doing, query), doing);
    }
    async write(method, path, doing, body, retry, type) {
        const response = await this.#asked(method, path, doing, { body, retry, type });
        const mayBeEmpty = method === 'DELETE' || /\/actions\/(?:cancel|continue)$/.test(path);
        if (response.body.length === 0 && mayBeEmpty)
            return undefined;
        const document = json(response);
        return documentKeys.some((key) => (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__.at)(document, key) !== undefined) ? document : unreadable(response, doing);
    }
    async order(method, path, doing, body, retry, type) {
        const response = await this.#asked(method, path, doing, { body, retry, type });
        if (response.status !== 202)
            return undefined;
        return /\/v3\/jobs\/([\w.~-]+)$/.exec(response.headers['location'] ?? '')?.[1] ?? unreadable(response, doing);
    }
    async #asked(method, path, doing, extra) {
        const { http, base, tokens, signal, deadlineMs } = this.#parts;
        const url = new URL(base + path);
        for (const [name, value] of Object.entries(extra.query ?? {}))
            url.searchParams.set(name, value);
        const requestWith = (token) => ({
            method,
            url,
            headers: {
                accept: 'application/json',
                authorization: `bearer ${token}`,
                ...(extra.body === undefined ? {} : { 'content-type': extra.type ?? 'application/json' }),
            },
            ...(extra.body === undefined ? {} : { body: JSON.stringify(extra.body) }),
            ...(extra.retry === undefined ? {} : { retry: extra.retry }),
            ...(signal === undefined ? {} : { signal }),
            ...(deadlineMs === undefined ? {} : { deadlineMs }),
        });
        const token = await stoppable(tokens.bearer(), signal);
        let response = await http.send(requestWith(token));
        if (response.status === 401 &&
            (0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .problemsOf */ .GW)(response.body).some((problem) => problem.title === 'CF-InvalidAuthToken')) {
            response = await http.send(requestWith(await stoppable(tokens.instead(token), signal)));
        }
        this.warn(warningsOf(response.headers['x-cf-warnings']));
        if (response.status < 200 || response.status > 299)
            throw (0,_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .answerError */ .n)(response, doing, this.role());
        return response;
    }
    role() {
        return this.#parts.role();
    }
    warn(warnings) {
        for (const warning of warnings) {
            if (this.#warned.has(warning))
                continue;
            this.#warned.add(warning);
            this.#parts.note(`Cloud Foundry warns: ${warning.replace(/^warning: */i, '')}`);
        }
    }
}
function warningsOf(header) {
    return (header ?? '').split(',').flatMap((item) => {
        const text = item.trim().replaceAll('+', ' ');
        if (text === '')
            return [];
        try {
            return [decodeURIComponent(text)];
        }
        catch {
            return [text];
        }
    });
}
function filterValue(value) {
    return value.replaceAll('%', '%25').replaceAll(',', '%2C');
}
const documentKeys = ['guid', 'var', 'data', 'destinations', 'diff'];
function json(response) {
    const value = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .parseJson */ .qF)(response.body.toString('utf8'));
    return (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .asObject */ .eB)(value);
}
function unreadable(response, doing) {
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .UnreadableAnswer */ .ym(`Could not ${doing}: the answer is not what was asked for (${(0,_http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .nameOf */ .Vb)(response.request)})`);
}
async function stoppable(work, signal) {
    if (signal === undefined)
        return work;
    (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .throwIfCancelled */ .dZ)(signal);
    const stopped = Promise.withResolvers();
    const stop = () => stopped.reject(signal.reason instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ ? signal.reason : new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ());
    signal.addEventListener('abort', stop, { once: true });
    try {
        return await Promise.race([work, stopped.promise]);
    }
    finally {
        signal.removeEventListener('abort', stop);
    }
}


/***/ }),

/***/ 1267:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ mayHaveActed),
/* harmony export */   U: () => (/* binding */ createOnce)
/* harmony export */ });
/* harmony import */ var _http_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2602);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8546);


const pausesMs = [1_000, 3_000, 6_000, 12_000];
async function createOnce(clock, signal, steps) {
    let looks = 0;
    for (;;) {
        try {
            return await steps.create();
        }
        catch (error) {
            if (!mayHaveActed(error))
                throw error;
            const found = await lookUpAfter(error);
            if (found !== undefined)
                return found;
        }
    }
    async function lookUpAfter(lost) {
        for (;;) {
            const pause = pausesMs[looks];
            if (pause === undefined)
                throw lost;
            looks += 1;
            await clock.sleep(pause, signal);
            try {
                return await steps.lookUp();
            }
            catch (error) {
                if (!(error instanceof _http_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NetworkError */ .Dr) && !mayHaveActed(error))
                    throw error;
            }
        }
    }
}
function mayHaveActed(error) {
    if (error instanceof _http_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NetworkError */ .Dr)
        return error.mayHaveActed;
    if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .UnreadableAnswer */ .ym)
        return true;
    return error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_1__/* .CloudControllerError */ .Ij && error.status >= 500;
}


/***/ }),

/***/ 8462:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   i: () => (/* binding */ deploymentFrom)
/* harmony export */ });
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3223);
/* harmony import */ var _fields_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9048);


function deploymentFrom(json) {
    const web = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asArray */ ._j)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(json, 'new_processes')).find((process) => (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(process, 'type') === 'web');
    return {
        guid: (0,_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .required */ .mw)(json, 'deployment', 'guid'),
        value: (0,_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .required */ .mw)(json, 'deployment', 'status', 'value'),
        reason: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'status', 'reason') ?? '',
        error: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'status', 'details', 'error') || undefined,
        healthyAt: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'status', 'details', 'last_successful_healthcheck'),
        changedAt: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'status', 'details', 'last_status_change'),
        canary: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'strategy') === 'canary',
        step: stepFrom(json),
        dropletGuid: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'droplet', 'guid'),
        previousDropletGuid: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'previous_droplet', 'guid'),
        revisionGuid: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'revision', 'guid'),
        newWeb: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(web, 'guid'),
        maxInFlight: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .numberAt */ .tk)(json, 'options', 'max_in_flight') ?? 1,
        createdAt: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'created_at') ?? '',
        labels: (0,_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .labelsOf */ .PC)(json),
    };
}
function stepFrom(json) {
    const current = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .numberAt */ .tk)(json, 'status', 'canary', 'steps', 'current');
    const total = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .numberAt */ .tk)(json, 'status', 'canary', 'steps', 'total');
    return current === undefined || total === undefined ? undefined : { current, total };
}


/***/ }),

/***/ 8546:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GW: () => (/* binding */ problemsOf),
/* harmony export */   Ij: () => (/* binding */ CloudControllerError),
/* harmony export */   _n: () => (/* binding */ problemsIn),
/* harmony export */   n: () => (/* binding */ answerError),
/* harmony export */   ym: () => (/* binding */ UnreadableAnswer)
/* harmony export */ });
/* harmony import */ var _duration_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(3110);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _http_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2602);
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3223);
/* harmony import */ var _http_retry_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4675);
/* harmony import */ var _explanations_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5593);






class CloudControllerError extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ {
    name = 'CloudControllerError';
    status;
    problems;
    constructor(code, message, hint, answer) {
        super(code, message, { hint });
        this.status = answer.status;
        this.problems = answer.problems;
    }
    has(title, detail) {
        return this.problems.some((problem) => problem.title === title && (detail?.test(problem.detail) ?? true));
    }
}
class UnreadableAnswer extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ {
    name = 'UnreadableAnswer';
    constructor(sentence) {
        super('CF_UNEXPECTED_ANSWER', sentence, {
            hint: 'Is there a proxy between this runner and the API that changes answers? Else ask the operator which CF API version this is.',
        });
    }
}
function problemsOf(body) {
    return problemsIn((0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .parseJson */ .qF)(body.toString('utf8')));
}
function problemsIn(document) {
    return (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .asArray */ ._j)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__.at)(document, 'errors')).flatMap((entry) => {
        const title = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(entry, 'title');
        const detail = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .textAt */ .$6)(entry, 'detail');
        if (title === undefined && detail === undefined)
            return [];
        return [{ number: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .numberAt */ .tk)(entry, 'code') ?? 0, title: title ?? '', detail: detail ?? title ?? '' }];
    });
}
const anyRole = 'cf set-space-role USER ORG SPACE SpaceDeveloper';
function answerError(response, doing, role = anyRole) {
    const { status } = response;
    const problems = problemsOf(response.body);
    const request = (0,_http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .nameOf */ .Vb)(response.request);
    const answer = { status, problems };
    if (problems.length === 0) {
        const fromRouter = response.headers['x-cf-routererror'];
        const text = response.body.toString('utf8').replace(/\s+/g, ' ').trim();
        const who = fromRouter === undefined ? 'a server in front of the Cloud Foundry API' : 'the Cloud Foundry router';
        const words = text === '' || text.startsWith('<') ? (fromRouter ?? 'no explanation') : text;
        const { code, hint } = strangersAnswer(status, fromRouter !== undefined);
        const message = `Could not ${doing}: ${who} answered ${status}: ${words} (${request})`;
        return new CloudControllerError(code, message, status === 429 ? `${hint}${waitTold(response)}` : hint, answer);
    }
    const words = problems.map((problem) => problem.detail).join('; ');
    const titles = [...new Set(problems.map((problem) => problem.title))].join(', ');
    const trace = response.headers['x-vcap-request-id'];
    const forOperator = status >= 500 && trace !== undefined ? `, request ${trace}` : '';
    const known = (0,_explanations_js__WEBPACK_IMPORTED_MODULE_3__/* .explanationOf */ .pg)(status, problems, role);
    return new CloudControllerError(known?.code ?? 'CF_REFUSED', `Could not ${doing}: ${words} (${request}: ${status} ${titles}${forOperator})`, status === 429 ? `${known?.hint}${waitTold(response)}` : known?.hint, answer);
}
function strangersAnswer(status, isRouter) {
    if (status >= 500) {
        return {
            code: 'CF_UNAVAILABLE',
            hint: 'The API seems to be down or restarting. Try again; if it stays so, ask the operator.',
        };
    }
    if (status === 429)
        return { code: 'CF_RATE_LIMIT', hint: 'It limits requests. Try again later.' };
    return {
        code: 'CF_UNEXPECTED_ANSWER',
        hint: isRouter
            ? 'The router knows no API at this address. Check the input api.'
            : 'Check the input api. Is there a proxy between this runner and the API that does not let this through?',
    };
}
function waitTold({ headers }) {
    const waitMs = (0,_http_retry_js__WEBPACK_IMPORTED_MODULE_2__/* .retryAfterMs */ .V)(headers['retry-after'], Date.now());
    return waitMs === undefined ? '' : ` It takes the next one in ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_5__/* .duration */ .p)(waitMs)}.`;
}


/***/ }),

/***/ 5593:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   RM: () => (/* binding */ inFlightHint),
/* harmony export */   hd: () => (/* binding */ moreRoom),
/* harmony export */   pg: () => (/* binding */ explanationOf)
/* harmony export */ });
const moreRoom = 'A command needs memory beside that of the app: free some of it, give the command less (before-release-memory, or memory of a task), or ask for a larger quota.';
const inFlightHint = 'Wait for it to end, or end it (cf cancel-deployment APP), then run this job again. Only command and health-check have to wait for it.';
const titled = (...titles) => (_status, { title }) => titles.includes(title);
const saying = (words) => (_status, { detail }) => words.test(detail);
const disabled = (feature) => (_status, { title, detail }) => (title === 'CF-FeatureDisabled' || /\bFeature Disabled: /.test(detail)) && feature.test(detail);
const known = [
    {
        code: 'CF_DOCKER_DISABLED',
        hint: 'Docker images are switched off on this Cloud Foundry. An admin must run: cf enable-feature-flag diego_docker.',
        fits: disabled(/docker/i),
    },
    {
        code: 'CF_ENV_HIDDEN',
        hint: 'The operator lets nobody read environment variables, and what cannot be read cannot be put back after a failure. Leave env out, and set variables with cf set-env.',
        fits: disabled(/env_var_visibility/),
    },
    {
        code: 'CF_TASKS_DISABLED',
        hint: 'Commands in containers of their own are switched off on this Cloud Foundry. An admin must run: cf enable-feature-flag task_creation.',
        fits: disabled(/task_creation/),
    },
    {
        code: 'CF_FEATURE_DISABLED',
        hint: 'Users may not scale apps on this Cloud Foundry. Leave instances, memory and disk out; or an admin runs: cf enable-feature-flag app_scaling.',
        fits: disabled(/app_scaling/),
    },
    {
        code: 'CF_FEATURE_DISABLED',
        hint: 'Users may not make routes on this Cloud Foundry. Name one in routes that is there already; or an admin runs: cf enable-feature-flag route_creation.',
        fits: disabled(/route_creation/),
    },
    {
        code: 'CF_FEATURE_DISABLED',
        hint: 'The operator has switched this feature off (cf feature-flags lists them). Ask an admin.',
        fits: disabled(/./),
    },
    {
        code: 'CF_DEPLOYMENTS_DISABLED',
        hint: 'The operator has switched deployments off for the time being (temporary_disable_deployments). Ask when they are back.',
        fits: titled('CF-DeploymentsDisabled'),
    },
    {
        code: 'CF_ORG_SUSPENDED',
        hint: 'The organization is suspended: nothing in it can be changed. Ask the operator.',
        fits: titled('CF-OrgSuspended', 'CF-SpaceSuspended'),
    },
    {
        code: 'CF_FORBIDDEN',
        hint: (role) => `The login needs the role SpaceDeveloper in this space: ${role}.${role.endsWith('--client') ? ' A client needs the authority cloud_controller.write as well.' : ''}`,
        fits: titled('CF-NotAuthorized', 'CF-InsufficientScope'),
    },
    {
        code: 'CF_FORBIDDEN',
        hint: (role) => `It does not exist any more, or the login may not see or change it: that takes the role SpaceDeveloper in this space (${role}).`,
        fits: (status, { title, detail }) => (status === 404 && title === 'CF-ResourceNotFound') ||
            (status === 422 && /ensure (that )?(the .+ exists|it exists).* and you have access/i.test(detail)),
    },
    {
        code: 'CF_API_TOO_OLD',
        hint: 'This Cloud Foundry is too old for the request. Ask the operator which CF API version it runs.',
        fits: (status, { title, detail }) => (status === 404 && title === 'CF-NotFound') ||
            title === 'CF-BadQueryParameter' ||
            /unsupported key\(s\)|Unknown field\(s\)|not a supported deployment strategy/.test(detail),
    },
    {
        code: 'CF_NOT_A_DOCKER_APP',
        hint: 'Cloud Foundry cannot change that for an app that exists: choose another name, or delete the app (cf delete) and let this action create it.',
        fits: saying(/for a buildpack (lifecycle )?app/i),
    },
    {
        code: 'CF_ROOT_USER_FORBIDDEN',
        hint: 'This Cloud Foundry runs no image as root. Add a USER line with another user to the Dockerfile.',
        fits: saying(/as root user, which is not permitted/),
    },
    {
        code: 'CF_TASK_LIMIT',
        hint: 'So many commands are running already as the quota allows at once (cf tasks APP). Wait for their end, end them (cf terminate-task), or ask for a larger quota.',
        fits: saying(/app_task_limit/),
    },
    {
        code: 'CF_ROUTE_QUOTA',
        hint: 'Delete routes that no app uses (cf delete-orphaned-routes), name routes that are there in routes, or ask for a larger quota.',
        fits: saying(/^(?:.*: )?(?:reserved route ports|routes) quota exceeded/i),
    },
    {
        code: 'CF_QUOTA',
        hint: 'The quota has no room for what the app may log in a second. Lower log-rate-limit-per-second of other apps (cf scale APP -l), or ask for a larger quota.',
        fits: saying(/log[_ ]rate/i),
    },
    {
        code: 'CF_QUOTA',
        hint: moreRoom,
        fits: saying(/^memory_in_mb exceeds/),
    },
    {
        code: 'CF_TOO_LARGE',
        hint: 'The operator sets the most that one instance may have. Ask for less in the input disk.',
        fits: saying(/too much disk requested|^disk limit exceeded/),
    },
    {
        code: 'CF_QUOTA',
        hint: 'The quota sets the most memory that one instance may have. Ask for less in the input memory, or for a larger quota.',
        fits: saying(/instance_memory_limit_exceeded/),
    },
    {
        code: 'CF_QUOTA',
        hint: 'Free memory or instances in the space or the organization, ask for a larger quota, or deploy with less memory. A rolling deployment needs room for one more instance.',
        fits: (status, { detail }) => status === 422 && /quota[_ ]exceeded|limit exceeded|exceeds .*quota|instance_limit/i.test(detail),
    },
    {
        code: 'CF_DEPLOYMENT_IN_FLIGHT',
        hint: inFlightHint,
        fits: saying(/while a deployment is in flight/i),
    },
    {
        code: 'CF_DEPLOYMENT_IN_FLIGHT',
        hint: 'Wait for the deployment to end, or end it (cf cancel-deployment APP), then run this job again.',
        fits: saying(/deployment in progress/i),
    },
    {
        code: 'CF_ROLLING_UNSUPPORTED',
        hint: 'The runner of this Korifi cannot replace instances one by one. With strategy: recreate the app is stopped first.',
        fits: titled('CF-RollingDeployNotSupported'),
    },
    {
        code: 'CF_ROLLING_UNSUPPORTED',
        hint: 'The app was last started by an older Korifi. Restart it once (cf restart APP), or write strategy: recreate.',
        fits: saying(/can't use the rolling strategy/),
    },
    {
        code: 'CF_STAGING_IN_PROGRESS',
        hint: 'Another build of this app is still running. Try again when it has ended.',
        fits: titled('CF-StagingInProgress'),
    },
    {
        code: 'CF_ENDED',
        hint: 'It has ended meanwhile, or somebody else is at it. Look at what the app runs now (cf app APP), and run this job again.',
        fits: saying(/cannot (cancel|continue) a deployment|cannot be cancell?ed/i),
    },
    {
        code: 'CF_APP_NAME_TAKEN',
        hint: 'Choose another name for the app, or log in as somebody who may see that one.',
        fits: titled('CF-UniquenessError'),
    },
    {
        code: 'CF_DROPLET_GONE',
        hint: 'Cloud Foundry keeps the last few releases only. Deploy the image of that release once more, by its digest.',
        fits: saying(/ensure the droplet exists and belongs to this app|droplet for this revision no longer exists|revision does not exist/i),
    },
    {
        code: 'CF_NO_DROPLET',
        hint: 'The app has no release yet: deploy an image to it first.',
        fits: saying(/assign a droplet before starting|must have a droplet|^invalid droplet/i),
    },
    {
        code: 'CF_ROUTE_TAKEN',
        hint: 'Whoever has the route can give it away (cf unmap-route, cf delete-route). Else name another one in routes.',
        fits: saying(/route already exists|destinations in different spaces|route conflicts with|taken_different_space/i),
    },
    {
        code: 'CF_DOMAIN_NOT_FOUND',
        hint: 'Name a route on a domain that the organization has: cf domains lists them.',
        fits: saying(/no domains exist for route|invalid domain\./i),
    },
    {
        code: 'CF_PROTOCOL_TAKEN',
        hint: 'The route leads to the app with another protocol. Write the one that it has, or unmap the route first (cf unmap-route).',
        fits: saying(/cannot add destination with protocol/i),
    },
    {
        code: 'CF_SERVICE_BUSY',
        hint: 'Somebody is at work on the service. Try again when cf service NAME shows that it is done.',
        fits: titled('CF-AsyncServiceInstanceOperationInProgress', 'CF-AsyncServiceBindingOperationInProgress'),
    },
    {
        code: 'CF_TOO_LARGE',
        hint: 'The operator sets the longest time that an app may take to become healthy. Ask for less in health-check-timeout.',
        fits: saying(/health_check_timeout maximum exceeded/i),
    },
    {
        code: 'CF_BROKER_RATE_LIMIT',
        hint: 'This user has too many requests to service brokers under way at once. Try again in a minute.',
        fits: titled('CF-ServiceBrokerRateLimitExceeded'),
    },
    {
        code: 'CF_LOGIN_RATE_LIMIT',
        hint: 'The login server of this Cloud Foundry limits requests. Try again later.',
        fits: titled('CF-UaaRateLimited'),
    },
    {
        code: 'CF_ADDRESS_RATE_LIMIT',
        hint: 'The API counts what comes without a login by address, and runners share theirs. Try again later.',
        fits: titled('CF-IPBasedRateLimitExceeded'),
    },
    {
        code: 'CF_RATE_LIMIT',
        hint: 'The API limits requests per hour and user. Try again later, or deploy with a user that nothing else uses.',
        fits: (status) => status === 429,
    },
    {
        code: 'CF_TOKEN_REFUSED',
        hint: 'The API does not take the token. Its own login server has just issued it, so check the api address; else ask the operator. One from the input token (Korifi) has ended, or is of another cluster.',
        fits: (status) => status === 401,
    },
    {
        code: 'CF_NO_ROOM',
        hint: 'No cell of the platform has room for the instances. Ask for less memory or disk, or ask the operator.',
        fits: titled('CF-InsufficientRunningResourcesAvailable', 'CF-InsufficientResources'),
    },
    {
        code: 'CF_UNAVAILABLE',
        hint: 'This looks like trouble of the platform. Try again; if it stays so, give the request id to the operator.',
        fits: (status) => status >= 500,
    },
    {
        code: 'CF_MANIFEST_REFUSED',
        hint: 'What the platform refuses stands in the manifest: change it there.',
        fits: saying(/^for application |manifest/i),
    },
    {
        code: 'CF_NOT_UNDERSTOOD',
        hint: 'This action has sent what this Cloud Foundry does not take. Run the job again; if it stays so, please report this line.',
        fits: (status) => status === 400,
    },
    {
        code: 'CF_REFUSED',
        hint: 'Cloud Foundry does not take one of the values: change the input that sets it.',
        fits: (status) => status === 422,
    },
];
function explanationOf(status, problems, role) {
    const found = known.find(({ fits }) => problems.some((problem) => fits(status, problem)));
    if (found === undefined)
        return undefined;
    const { code, hint } = found;
    return { code, hint: typeof hint === 'string' ? hint : hint(role) };
}


/***/ }),

/***/ 9048:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   HD: () => (/* binding */ readable),
/* harmony export */   Ih: () => (/* binding */ annotationsOf),
/* harmony export */   PC: () => (/* binding */ labelsOf),
/* harmony export */   mw: () => (/* binding */ required)
/* harmony export */ });
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3223);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8546);


function required(json, what, ...path) {
    const value = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, ...path);
    if (value === undefined || value === '') {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UnreadableAnswer */ .ym(`The Cloud Foundry API sent a ${what} without ${path.join('.')}`);
    }
    return value;
}
function labelsOf(json) {
    return textsAt(json, 'labels');
}
function annotationsOf(json) {
    return textsAt(json, 'annotations');
}
function textsAt(json, kind) {
    const entries = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asObject */ .eB)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(json, 'metadata', kind)) ?? {};
    return new Map(Object.entries(entries).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])));
}
function readable(text) {
    return text?.startsWith('[PRIVATE DATA HIDDEN') === true ? undefined : text;
}


/***/ }),

/***/ 7058:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   x: () => (/* binding */ finishJob)
/* harmony export */ });
/* harmony import */ var _duration_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3110);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3223);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8546);
/* harmony import */ var _explanations_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5593);





const firstPollMs = 500;
const slowestPollMs = 3_000;
async function finishJob({ api, clock, signal }, guid, doing, limitMs) {
    const giveUpAt = clock.now() + limitMs;
    for (let pause = firstPollMs;; pause = Math.min(pause * 1.5, slowestPollMs)) {
        const job = await api.find(`/v3/jobs/${guid}`, 'read the job');
        const state = job === undefined ? 'COMPLETE' : (0,_http_json_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(job, 'state');
        api.warn((0,_http_json_js__WEBPACK_IMPORTED_MODULE_3__/* .asArray */ ._j)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_3__.at)(job, 'warnings')).flatMap((warning) => (0,_http_json_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(warning, 'detail') ?? []));
        if (state === 'COMPLETE')
            return;
        if (state === 'FAILED') {
            const problems = (0,_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .problemsIn */ ._n)(job);
            const said = problems.length === 0 ? 'the platform gives no reason' : problems.map(({ detail }) => detail).join('; ');
            const hint = (0,_explanations_js__WEBPACK_IMPORTED_MODULE_2__/* .explanationOf */ .pg)(422, problems, api.role())?.hint ??
                'What it has done so far stays done. Try again; if it stays so, ask the operator.';
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CF_JOB_FAILED', `Could not ${doing}: ${said}`, { hint });
        }
        if (clock.now() >= giveUpAt) {
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CF_JOB_TIMEOUT', `Could not ${doing}: it is not done after ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_4__/* .duration */ .p)(limitMs)}`, {
                hint: `The platform goes on with it (job ${guid}). Try again in a while; if it stays so, ask the operator.`,
            });
        }
        await clock.sleep(pause, signal);
    }
}


/***/ }),

/***/ 5560:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   i: () => (/* binding */ processFrom)
/* harmony export */ });
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3223);
/* harmony import */ var _fields_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9048);


function processFrom(json) {
    return {
        guid: (0,_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .required */ .mw)(json, 'process', 'guid'),
        type: (0,_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .required */ .mw)(json, 'process', 'type'),
        user: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'user'),
        instances: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .numberAt */ .tk)(json, 'instances') ?? 0,
        memoryMb: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .numberAt */ .tk)(json, 'memory_in_mb') ?? 0,
        diskMb: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .numberAt */ .tk)(json, 'disk_in_mb') ?? 0,
        logRate: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .numberAt */ .tk)(json, 'log_rate_limit_in_bytes_per_second'),
        health: checkFrom((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(json, 'health_check'), 'port'),
        readiness: checkFrom((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(json, 'readiness_health_check'), 'process'),
        command: (0,_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .readable */ .HD)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'command')),
        revisionGuid: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'relationships', 'revision', 'data', 'guid'),
        createdAt: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'created_at') ?? '',
    };
}
function checkFrom(json, usual) {
    const times = {
        timeoutS: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .numberAt */ .tk)(json, 'data', 'timeout'),
        invocationTimeoutS: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .numberAt */ .tk)(json, 'data', 'invocation_timeout'),
        intervalS: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .numberAt */ .tk)(json, 'data', 'interval'),
    };
    return {
        check: typeFrom(json, usual),
        times: Object.fromEntries(Object.entries(times).filter(([, time]) => time !== undefined)),
    };
}
function typeFrom(json, usual) {
    const type = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'type') || usual;
    if (type === 'http')
        return { type, path: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'data', 'endpoint') ?? '/' };
    if (type === 'process' || type === 'none')
        return { type: 'process' };
    return type === 'port' ? { type } : undefined;
}


/***/ }),

/***/ 2020:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Me: () => (/* binding */ routeFrom),
/* harmony export */   SC: () => (/* binding */ destinationsFrom),
/* harmony export */   nf: () => (/* binding */ domainFrom)
/* harmony export */ });
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3223);
/* harmony import */ var _fields_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9048);


function domainFrom(json) {
    const protocols = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asArray */ ._j)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(json, 'supported_protocols'));
    return {
        guid: (0,_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .required */ .mw)(json, 'domain', 'guid'),
        name: (0,_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .required */ .mw)(json, 'domain', 'name').toLowerCase(),
        shared: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'relationships', 'organization', 'data', 'guid') === undefined,
        tcp: protocols.length > 0 && !protocols.includes('http'),
    };
}
function routeFrom(json) {
    return {
        guid: (0,_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .required */ .mw)(json, 'route', 'guid'),
        address: ((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'url') ?? '').replace(/^[^/]*/, (name) => name.toLowerCase()),
        host: ((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'host') ?? '').toLowerCase(),
        path: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'path') ?? '',
        domainGuid: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'relationships', 'domain', 'data', 'guid') ?? '',
        spaceGuid: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'relationships', 'space', 'data', 'guid') ?? '',
        labels: (0,_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .labelsOf */ .PC)(json),
        destinations: destinationsFrom(json),
    };
}
function destinationsFrom(json) {
    return (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asArray */ ._j)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(json, 'destinations')).flatMap((destination) => {
        const [guid, appGuid] = [(0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(destination, 'guid'), (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(destination, 'app', 'guid')];
        if (guid === undefined || appGuid === undefined)
            return [];
        const process = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(destination, 'app', 'process', 'type') ?? 'web';
        return [
            {
                guid,
                appGuid,
                process,
                port: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .numberAt */ .tk)(destination, 'port'),
                createdAt: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(destination, 'created_at') ?? '',
            },
        ];
    });
}


/***/ }),

/***/ 679:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EA: () => (/* binding */ organizationFrom),
/* harmony export */   F3: () => (/* binding */ resourcesOf),
/* harmony export */   K2: () => (/* binding */ crashFrom),
/* harmony export */   Ne: () => (/* binding */ spaceFrom),
/* harmony export */   ON: () => (/* binding */ variablesFrom),
/* harmony export */   Og: () => (/* binding */ appFrom),
/* harmony export */   TO: () => (/* binding */ buildFrom),
/* harmony export */   _e: () => (/* binding */ guidFrom),
/* harmony export */   ly: () => (/* binding */ dropletFrom),
/* harmony export */   mW: () => (/* binding */ statsFrom),
/* harmony export */   uU: () => (/* binding */ revisionFrom)
/* harmony export */ });
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3223);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8546);
/* harmony import */ var _fields_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9048);



function spaceFrom(json) {
    return {
        guid: (0,_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .required */ .mw)(json, 'space', 'guid'),
        name: (0,_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .required */ .mw)(json, 'space', 'name'),
        orgGuid: (0,_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .required */ .mw)(json, 'space', 'relationships', 'organization', 'data', 'guid'),
        quotaGuid: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'relationships', 'quota', 'data', 'guid'),
    };
}
function organizationFrom(json) {
    return {
        guid: (0,_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .required */ .mw)(json, 'organization', 'guid'),
        name: (0,_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .required */ .mw)(json, 'organization', 'name'),
        suspended: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__.at)(json, 'suspended') === true,
        quotaGuid: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'relationships', 'quota', 'data', 'guid'),
    };
}
function appFrom(json) {
    return {
        guid: (0,_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .required */ .mw)(json, 'app', 'guid'),
        name: (0,_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .required */ .mw)(json, 'app', 'name'),
        started: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'state') === 'STARTED',
        lifecycle: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'lifecycle', 'type') ?? 'buildpack',
        spaceGuid: (0,_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .required */ .mw)(json, 'app', 'relationships', 'space', 'data', 'guid'),
        dropletGuid: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__.at)(json, 'relationships', 'current_droplet', 'data') === null ? null : currentDropletOf(json),
        labels: (0,_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .labelsOf */ .PC)(json),
        annotations: (0,_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .annotationsOf */ .Ih)(json),
    };
}
function currentDropletOf(json) {
    const guid = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__.at)(json, 'relationships', 'current_droplet', 'data', 'guid');
    return typeof guid === 'string' || guid === null ? guid : undefined;
}
function comparable(parts) {
    return JSON.stringify(parts.map((part) => JSON.stringify(part)).sort());
}
function revisionFrom(json) {
    const command = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__.at)(json, 'processes', 'web', 'command');
    return {
        guid: (0,_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .required */ .mw)(json, 'revision', 'guid'),
        version: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .numberAt */ .tk)(json, 'version') ?? 0,
        dropletGuid: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'droplet', 'guid'),
        command: typeof command === 'string' ? (0,_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .readable */ .HD)(command) : command === null ? null : undefined,
        description: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'description') ?? '',
        sidecars: comparable((0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .asArray */ ._j)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__.at)(json, 'sidecars'))),
        otherCommands: comparable(Object.entries((0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .asObject */ .eB)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__.at)(json, 'processes')) ?? {})
            .filter(([type]) => type !== 'web')
            .map(([type, process]) => [type, (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__.at)(process, 'command') ?? null])),
        createdAt: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'created_at') ?? '',
    };
}
function variablesFrom(json) {
    const variables = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .asObject */ .eB)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__.at)(json, 'var'));
    if (variables === undefined)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UnreadableAnswer */ .ym('The Cloud Foundry API sent environment variables without var');
    return new Map(Object.entries(variables).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]));
}
function dropletFrom(json) {
    return {
        guid: (0,_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .required */ .mw)(json, 'droplet', 'guid'),
        state: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'state'),
        createdAt: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'created_at') ?? '',
        ports: portsFrom((0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'execution_metadata')),
        command: (0,_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .readable */ .HD)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'process_types', 'web')),
        image: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'image'),
        packageGuid: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'links', 'package', 'href')?.split('/').at(-1),
    };
}
function portsFrom(text) {
    const metadata = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .asObject */ .eB)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .parseJson */ .qF)(text ?? ''));
    if (metadata === undefined)
        return undefined;
    return (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .asArray */ ._j)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__.at)(metadata, 'ports'))
        .filter((entry) => (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(entry, 'Protocol') === 'tcp')
        .flatMap((entry) => (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .numberAt */ .tk)(entry, 'Port') ?? [])
        .sort((a, b) => a - b);
}
function buildFrom(json) {
    return {
        guid: (0,_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .required */ .mw)(json, 'build', 'guid'),
        state: (0,_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .required */ .mw)(json, 'build', 'state'),
        error: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'error'),
        dropletGuid: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'droplet', 'guid'),
        createdBy: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'created_by', 'name') || undefined,
        createdAt: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'created_at') ?? '',
    };
}
function statsFrom(json) {
    return resourcesOf(json, 'read the state of the instances').flatMap((entry, position) => {
        const routable = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__.at)(entry, 'routable');
        return (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .asObject */ .eB)(entry) === undefined
            ? []
            : [
                {
                    index: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .numberAt */ .tk)(entry, 'index') ?? position,
                    state: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(entry, 'state') ?? 'UNKNOWN',
                    routable: typeof routable === 'boolean' ? routable : undefined,
                    ports: portsOf(entry),
                    details: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(entry, 'details') || undefined,
                    instanceGuid: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(entry, 'instance_guid'),
                    uptimeS: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .numberAt */ .tk)(entry, 'uptime'),
                },
            ];
    });
}
function portsOf(entry) {
    const ports = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .asArray */ ._j)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__.at)(entry, 'instance_ports')).flatMap((port) => (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .numberAt */ .tk)(port, 'internal') ?? []);
    return ports.length === 0 ? undefined : ports;
}
function resourcesOf(page, doing) {
    const resources = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__.at)(page, 'resources');
    if (!Array.isArray(resources))
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UnreadableAnswer */ .ym(`Could not ${doing}: the answer is a list without resources`);
    return resources;
}
function crashFrom(json) {
    const processGuid = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'actor', 'guid');
    if (processGuid === undefined || (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'type') !== 'audit.app.process.crash')
        return undefined;
    return {
        processGuid,
        processType: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'actor', 'name') || 'web',
        index: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .numberAt */ .tk)(json, 'data', 'index') ?? 0,
        exitDescription: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'data', 'exit_description') || 'crashed, without an exit description',
        createdAt: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(json, 'created_at') ?? '',
    };
}
function guidFrom(json, what) {
    return (0,_fields_js__WEBPACK_IMPORTED_MODULE_1__/* .required */ .mw)(json, what, 'guid');
}


/***/ }),

/***/ 3476:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ openTarget),
/* harmony export */   F: () => (/* binding */ findTarget)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3223);
/* harmony import */ var _login_identity_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3356);
/* harmony import */ var _cloud_controller_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7461);
/* harmony import */ var _shapes_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(679);





async function findTarget(api, names, identity) {
    const { org: orgName, space: spaceName } = names;
    const pages = await api.pages('/v3/spaces', 'read the spaces', {
        names: (0,_cloud_controller_js__WEBPACK_IMPORTED_MODULE_1__/* .filterValue */ .sd)(spaceName),
        include: 'organization',
        per_page: '500',
    });
    const spaces = pages.flatMap((page) => (0,_shapes_js__WEBPACK_IMPORTED_MODULE_2__/* .resourcesOf */ .F3)(page, 'read the spaces')).map(_shapes_js__WEBPACK_IMPORTED_MODULE_2__/* .spaceFrom */ .Ne);
    const orgs = pages.flatMap((page) => (0,_http_json_js__WEBPACK_IMPORTED_MODULE_3__/* .asArray */ ._j)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_3__.at)(page, 'included', 'organizations'))).map(_shapes_js__WEBPACK_IMPORTED_MODULE_2__/* .organizationFrom */ .EA);
    const org = orgs.find((candidate) => candidate.name === orgName);
    const space = spaces.find((candidate) => candidate.name === spaceName && candidate.orgGuid === org?.guid);
    if (org === undefined || space === undefined) {
        const command = () => (0,_login_identity_js__WEBPACK_IMPORTED_MODULE_4__/* .roleCommand */ .eL)(identity(), orgName, spaceName);
        throw await missing(api, orgName, spaceName, { spaces, orgs, command });
    }
    return openTarget(org, space);
}
function openTarget(org, space) {
    if (org.suspended) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CF_ORG_SUSPENDED', `The organization ${org.name} is suspended: nothing in it can be changed`, {
            hint: 'Ask the operator of this Cloud Foundry.',
        });
    }
    return { org, space };
}
async function missing(api, orgName, spaceName, known) {
    const { spaces, orgs: seen, command } = known;
    const query = { names: (0,_cloud_controller_js__WEBPACK_IMPORTED_MODULE_1__/* .filterValue */ .sd)(orgName), per_page: '50' };
    const found = (await api.list('/v3/organizations', 'read the organizations', query)).map(_shapes_js__WEBPACK_IMPORTED_MODULE_2__/* .organizationFrom */ .EA);
    const org = found.find((candidate) => candidate.name === orgName);
    if (org === undefined) {
        const alike = found[0]?.name;
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CF_ORG_NOT_FOUND', `There is no organization ${orgName} that this login may see`, {
            hint: alike === undefined
                ? `Check the input org. The login needs a role in it: ${command()}.`
                : `It is written ${alike}: upper and lower case matter here.`,
        });
    }
    const alike = spaces.find((space) => space.orgGuid === org.guid)?.name;
    const elsewhere = seen.map((other) => other.name).filter((name) => name !== orgName);
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CF_SPACE_NOT_FOUND', `There is no space ${spaceName} in ${orgName} that this login may see`, {
        hint: alike !== undefined
            ? `It is written ${alike}: upper and lower case matter here.`
            : `Check the input space. The login needs a role in it: ${command()}.${elsewhere.length === 0 ? '' : ` A space of that name is in ${elsewhere.slice(0, 3).join(', ')}.`}`,
    });
}


/***/ }),

/***/ 5085:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DT: () => (/* binding */ revisionOf),
/* harmony export */   OG: () => (/* binding */ wantedWeb),
/* harmony export */   Rn: () => (/* binding */ refuseOtherKind),
/* harmony export */   ht: () => (/* binding */ variablesOf),
/* harmony export */   mn: () => (/* binding */ appsNamed),
/* harmony export */   p_: () => (/* binding */ asksForPort),
/* harmony export */   s3: () => (/* binding */ webOf),
/* harmony export */   tP: () => (/* binding */ viewApp),
/* harmony export */   tV: () => (/* binding */ withValues)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _api_cloud_controller_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7461);
/* harmony import */ var _api_process_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5560);
/* harmony import */ var _api_route_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2020);
/* harmony import */ var _api_shapes_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(679);
/* harmony import */ var _release_deployment_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(3621);
/* harmony import */ var _proven_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(4352);







async function appsNamed(api, name) {
    const apps = await api.list('/v3/apps', 'read the app', { names: (0,_api_cloud_controller_js__WEBPACK_IMPORTED_MODULE_1__/* .filterValue */ .sd)(name), per_page: '500' });
    return apps.map(_api_shapes_js__WEBPACK_IMPORTED_MODULE_4__/* .appFrom */ .Og).filter((app) => app.name === name);
}
function refuseOtherKind(app) {
    if (app.lifecycle === 'docker')
        return;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CF_NOT_A_DOCKER_APP', `The app ${app.name} was made for ${app.lifecycle}, not for docker images`, {
        hint: 'Cloud Foundry cannot change that for an app that exists: choose another name, or delete the app (cf delete) and let this action create it.',
    });
}
async function viewApp(api, app, asked) {
    refuseOtherKind(app);
    const path = `/v3/apps/${app.guid}`;
    const [staged, processes, deployments, routes, variables, web, own] = await Promise.all([
        api.firstOf(`${path}/droplets`, 'read the droplets', stagedQuery),
        api.list(`${path}/processes`, 'read the processes', { per_page: '200' }),
        (0,_release_deployment_js__WEBPACK_IMPORTED_MODULE_5__/* .newestDeployments */ .VW)(api, app.guid),
        api.list(`${path}/routes`, 'read the routes', { per_page: '200' }),
        asked.env === undefined ? undefined : variablesOf(api, app.guid),
        asked.command === undefined ? undefined : api.find(`${path}/processes/web`, 'read the web process'),
        asked.command === undefined && !asksForPort(asked)
            ? undefined
            : api.find(`${path}/droplets/current`, 'read the current droplet'),
    ]);
    const droplets = staged.map(_api_shapes_js__WEBPACK_IMPORTED_MODULE_4__/* .dropletFrom */ .ly);
    const current = own === undefined ? undefined : (0,_api_shapes_js__WEBPACK_IMPORTED_MODULE_4__/* .dropletFrom */ .ly)(own);
    return {
        app,
        droplet: await servingDroplet(api, app, [...(current === undefined ? [] : [current]), ...droplets], deployments),
        droplets,
        processes: processes.map(_api_process_js__WEBPACK_IMPORTED_MODULE_2__/* .processFrom */ .i),
        deployments,
        routes: routes.map(_api_route_js__WEBPACK_IMPORTED_MODULE_3__/* .routeFrom */ .Me),
        variables,
        command: web === undefined ? undefined : await givenCommand(api, (0,_api_process_js__WEBPACK_IMPORTED_MODULE_2__/* .processFrom */ .i)(web), current),
    };
}
async function withValues(api, view) {
    const path = `/v3/apps/${view.app.guid}`;
    const [variables, web, own] = await Promise.all([
        variablesOf(api, view.app.guid),
        api.find(`${path}/processes/web`, 'read the web process'),
        api.find(`${path}/droplets/current`, 'read the current droplet'),
    ]);
    const current = own === undefined ? undefined : (0,_api_shapes_js__WEBPACK_IMPORTED_MODULE_4__/* .dropletFrom */ .ly)(own);
    const command = web === undefined ? undefined : await givenCommand(api, (0,_api_process_js__WEBPACK_IMPORTED_MODULE_2__/* .processFrom */ .i)(web), current);
    return { ...view, variables, command };
}
function asksForPort({ routes, port }) {
    return port !== undefined || routes?.some((route) => route.port !== undefined) === true;
}
const stagedQuery = { states: 'STAGED', order_by: '-created_at', per_page: '100' };
async function servingDroplet(api, app, read, deployments) {
    if (app.dropletGuid === null || (app.dropletGuid === undefined && read.length === 0))
        return undefined;
    const guid = (0,_proven_js__WEBPACK_IMPORTED_MODULE_6__/* .provenDroplet */ .vh)(app.dropletGuid, deployments);
    const known = read.find((droplet) => droplet.guid === guid);
    if (known !== undefined)
        return known;
    const isCurrent = guid === undefined || guid === app.dropletGuid;
    const path = isCurrent ? `/v3/apps/${app.guid}/droplets/current` : `/v3/droplets/${guid}`;
    const json = await api.find(path, 'read the droplet that serves');
    return json === undefined ? undefined : (0,_api_shapes_js__WEBPACK_IMPORTED_MODULE_4__/* .dropletFrom */ .ly)(json);
}
async function variablesOf(api, appGuid) {
    const path = `/v3/apps/${appGuid}/environment_variables`;
    return (0,_api_shapes_js__WEBPACK_IMPORTED_MODULE_4__/* .variablesFrom */ .ON)(await api.get(path, 'read the environment variables'));
}
async function givenCommand(api, web, droplet) {
    const shown = web.command;
    const revision = web.revisionGuid === undefined ? undefined : await revisionOf(api, web.revisionGuid);
    const revised = revision?.command;
    const own = droplet === undefined ? '' : droplet.command;
    if (revised !== undefined && (shown === undefined || own === undefined || (revised ?? own) === shown)) {
        return { text: revised, inRevision: true };
    }
    if (shown === undefined)
        return undefined;
    return { text: shown === own ? null : shown, inRevision: false };
}
async function revisionOf(api, guid) {
    const json = await api.find(`/v3/revisions/${guid}`, 'read the revision');
    return json === undefined ? undefined : (0,_api_shapes_js__WEBPACK_IMPORTED_MODULE_4__/* .revisionFrom */ .uU)(json);
}
function webOf(view) {
    return view.processes
        .filter((process) => process.type === 'web')
        .reduce((newest, next) => ((newest?.createdAt ?? '') > next.createdAt ? newest : next), undefined);
}
function wantedWeb(view) {
    const webs = view.processes.filter((process) => process.type === 'web');
    const active = view.deployments.find((deployment) => deployment.value === 'ACTIVE');
    const counts = webs.map((process) => process.instances);
    const sum = counts.reduce((total, count) => total + count, 0);
    if (active === undefined || webs.length < 2)
        return webOf(view)?.instances ?? 0;
    return Math.max(...counts, sum - (active.canary ? 1 : active.maxInFlight));
}


/***/ }),

/***/ 7149:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  a: () => (/* binding */ configurationFor),
  d: () => (/* binding */ settingsAlone)
});

// EXTERNAL MODULE: ./build/image/ports.js
var image_ports = __webpack_require__(9330);
// EXTERNAL MODULE: ./build/http/json.js
var json = __webpack_require__(3223);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/manifest/difference.js
var difference = __webpack_require__(2031);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/manifest/change.js


function undoOf(rest, differences, sidecars) {
    const features = {};
    const processes = new Map();
    const changed = new Set();
    const added = [];
    const lost = [];
    for (const { op, path, was } of differences) {
        const [section = '', index, field, ...deeper] = path;
        const type = (0,json/* textAt */.$6)((0,difference/* entryAt */._f)(rest, 'processes', index), 'type');
        const name = (0,json/* textAt */.$6)((0,difference/* entryAt */._f)(rest, 'sidecars', index), 'name');
        const sidecar = sidecars.find((one) => one.name === name);
        if (section === 'features' && index !== undefined && typeof was === 'boolean')
            features[index] = was;
        else if (section === 'processes' && type !== undefined && field !== undefined && deeper.length === 0) {
            processes.set(type, { ...processes.get(type), [field]: op === 'add' ? null : was });
        }
        else if (section === 'routes' && field === undefined && !isTcp((0,difference/* entryAt */._f)(rest, section, index)))
            continue;
        else if (section === 'sidecars' && sidecar !== undefined)
            changed.add(sidecar);
        else if (section === 'sidecars' && name !== undefined)
            added.push(name);
        else
            lost.push((0,difference/* nameOf */.Vb)(path, rest));
    }
    return {
        rest: {
            ...(Object.keys(features).length === 0 ? {} : { features }),
            ...(processes.size === 0 ? {} : { processes: [...processes].map(([type, fields]) => ({ type, ...fields })) }),
            ...(changed.size === 0 ? {} : { sidecars: [...changed].map(entryOf) }),
        },
        sidecars: added,
        lost,
    };
}
function isTcp(route) {
    return /:\d+$/.test((0,json/* textAt */.$6)(route, 'route') ?? '');
}
function entryOf({ name, command, processTypes, memoryMb }) {
    return {
        ...{ name, command, process_types: processTypes },
        ...(memoryMb === undefined ? {} : { memory: `${memoryMb}M` }),
    };
}
function savedUndo({ rest, sidecars, lost }) {
    const { sidecars: changed, processes, ...others } = rest;
    const commands = (0,json/* asArray */._j)(processes).filter((process) => typeof (0,json/* asObject */.eB)(process)?.['command'] === 'string');
    const kept = (0,json/* asArray */._j)(processes).map((process) => {
        const { command, ...fields } = (0,json/* asObject */.eB)(process) ?? {};
        return typeof command === 'string' ? fields : { ...fields, ...(command === undefined ? {} : { command }) };
    });
    return {
        rest: { ...others, ...(kept.length === 0 ? {} : { processes: kept }) },
        sidecars,
        lost: [
            ...lost,
            ...commands.map((process) => `${(0,json/* textAt */.$6)(process, 'type')} command`),
            ...(0,json/* asArray */._j)(changed).map((sidecar) => `sidecar ${(0,json/* textAt */.$6)(sidecar, 'name')}`),
        ],
    };
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/manifest/survey.js
var manifest_survey = __webpack_require__(6086);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/marks.js
var app_marks = __webpack_require__(1848);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/routes/change.js
var change = __webpack_require__(5453);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/routes/put-back.js
var put_back = __webpack_require__(8634);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/scale.js
var scale = __webpack_require__(5308);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/settings.js + 1 modules
var app_settings = __webpack_require__(8989);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/survey.js
var app_survey = __webpack_require__(9814);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/app/configuration.js









function settingsAlone(settings) {
    const before = settings === undefined ? {} : { settings: settings.before };
    return { manifest: undefined, settings, services: [], marks: undefined, routes: [], scale: [], before };
}
function manifestChange({ manifest }) {
    if (manifest === undefined || manifest.differences.length === 0)
        return undefined;
    const { rest, differences, sidecars } = manifest;
    return { rest, undo: undoOf(rest, differences, sidecars) };
}
async function configurationFor(api, plan, request, { view, survey }) {
    const manifest = manifestChange(survey);
    if (view !== undefined && (0,manifest_survey/* typesIn */.XT)(manifest?.rest).includes('web'))
        (0,app_settings/* refuseInFlight */.oz)(view);
    const settings = await (0,app_settings/* settingsChange */.QP)(api, plan.settings, view);
    const ports = (0,app_survey/* portsOf */.a5)(view, survey, request.settings);
    const routes = (0,change/* routeSteps */.HP)(view, request, survey.sites, ports, (0,image_ports/* tcpPorts */.C)(plan.facts));
    const counts = (0,scale/* scaleChanges */.u1)(plan.settings, view);
    const missing = plan.settings.services ?? [];
    const services = survey.services.filter((service) => missing.some(({ name }) => name === service.name));
    const marks = (0,app_marks/* marksOf */.Ok)(plan.settings);
    const previousMarks = marks === undefined || view === undefined ? undefined : (0,app_marks/* marksNow */.lH)(marks, view.app);
    const addresses = (0,manifest_survey/* addressesIn */.Mh)(manifest?.rest);
    const byServer = survey.sites.filter(({ address }) => addresses.includes(address));
    const touched = view === undefined
        ? []
        : [...(0,put_back/* routesBefore */.In)(routes, view, ports), ...byServer.map((site) => ({ ...site, destinations: [] }))];
    const before = {
        ...(view === undefined || manifest === undefined
            ? {}
            : { manifest: { ...savedUndo(manifest.undo), spaceGuid: view.app.spaceGuid } }),
        ...(settings === undefined ? {} : { settings: settings.before }),
        ...(view === undefined || services.length === 0
            ? {}
            : { services: services.map(({ name, instanceGuid }) => ({ name, instanceGuid })) }),
        ...(previousMarks === undefined ? {} : { marks: (0,app_marks/* marksBefore */.yT)(previousMarks) }),
        ...(touched.length === 0 ? {} : { routes: touched }),
        ...(view === undefined || counts.length === 0
            ? {}
            : { counts: counts.map(({ type, before }) => ({ type, before })) }),
    };
    const marked = marks === undefined ? undefined : { wanted: marks, previous: previousMarks };
    return { manifest, settings, services, marks: marked, routes, scale: counts, before };
}


/***/ }),

/***/ 9581:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ Configurator)
/* harmony export */ });
/* harmony import */ var _manifest_apply_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4402);
/* harmony import */ var _marks_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1848);
/* harmony import */ var _routes_write_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4906);
/* harmony import */ var _scale_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5308);
/* harmony import */ var _services_bind_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9888);
/* harmony import */ var _settings_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8989);






class Configurator {
    configuration;
    #isWritten = false;
    constructor(configuration) {
        this.configuration = configuration;
    }
    get isStartedWith() {
        const { manifest, settings, services } = this.configuration;
        return manifest !== undefined || settings !== undefined || services.length > 0;
    }
    async startWith(app) {
        if (this.#isWritten)
            return;
        this.#isWritten = true;
        const { manifest, settings, services } = this.configuration;
        if (manifest !== undefined)
            await (0,_manifest_apply_js__WEBPACK_IMPORTED_MODULE_0__/* .applyManifest */ .GN)(app, app, manifest.rest);
        if (settings !== undefined)
            await (0,_settings_js__WEBPACK_IMPORTED_MODULE_5__/* .writeSettings */ .Ln)(app.api, app.appGuid, settings.wanted, app.webGuid);
        for (const service of services)
            await (0,_services_bind_js__WEBPACK_IMPORTED_MODULE_4__/* .bind */ .o)(service, app);
    }
    async actAtOnce(app) {
        this.#isWritten = true;
        const { marks, routes, scale: processes } = this.configuration;
        if (marks !== undefined)
            await (0,_marks_js__WEBPACK_IMPORTED_MODULE_1__/* .writeMarks */ .k6)(app.api, app.appGuid, marks.wanted);
        await (0,_routes_write_js__WEBPACK_IMPORTED_MODULE_2__/* .writeRoutes */ .E_)(app.api, app.appGuid, routes, app);
        for (const { type, wanted } of processes)
            await (0,_scale_js__WEBPACK_IMPORTED_MODULE_3__/* .scale */ .hs)(app.api, app.appGuid, type, wanted);
    }
    async conclude({ api }) {
        const addresses = await (0,_routes_write_js__WEBPACK_IMPORTED_MODULE_2__/* .unmapLate */ .Yr)(api, this.configuration.routes);
        return addresses.map((address) => `the route ${address} leads to this app no longer`);
    }
    asLeft(rollout) {
        if (this.#isWritten)
            return rollout;
        const { manifest: _f, settings: _s, services: _b, marks: _m, routes: _r, counts: _c, ...rest } = rollout;
        return rest;
    }
}


/***/ }),

/***/ 7248:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Ef: () => (/* binding */ createApp),
  u0: () => (/* binding */ isHalfDone),
  th: () => (/* binding */ portWithoutRoute)
});

// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/create-once.js
var create_once = __webpack_require__(1267);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/errors.js
var api_errors = __webpack_require__(8546);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/shapes.js
var shapes = __webpack_require__(679);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/deployment.js
var deployment = __webpack_require__(3621);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/app.js
var app_app = __webpack_require__(5085);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/route.js
var api_route = __webpack_require__(2020);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/routes/write.js
var write = __webpack_require__(4906);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/app/routes/default-route.js





const hostName = /^[A-Za-z0-9_-]{1,63}$/;
const dnsLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
async function defaultRoute(api, target, app, note) {
    const { name, runId } = app;
    if (!(api.isKorifi ? dnsLabel : hostName).test(name)) {
        note(`No route: ${name} cannot be a host name. Name one in routes.`);
        return undefined;
    }
    const json = await api.find(`/v3/organizations/${target.org.guid}/domains/default`, 'read the default domain');
    if (json === undefined) {
        note(`No route: the organization ${target.org.name} has no default domain. Name one in routes.`);
        return undefined;
    }
    const domain = (0,api_route/* domainFrom */.nf)(json);
    const host = name.toLowerCase();
    const site = { address: `${host}.${domain.name}`, host, path: '', domainGuid: domain.guid, guid: undefined };
    const route = await (0,write/* makeRoute */.Al)(api, site, { spaceGuid: target.space.guid, runId });
    if (route.destinations.length > 0) {
        const same = (await (0,app_app/* appsNamed */.mn)(api, name)).find((one) => one.spaceGuid === target.space.guid);
        if (route.destinations.some(({ appGuid }) => appGuid !== same?.guid)) {
            throw new errors/* ActionError */.lZ('CF_ROUTE_TAKEN', `The route ${site.address} already leads to another app of this space`, {
                hint: 'Choose another app name, or name other routes in routes.',
            });
        }
    }
    const isOurs = route.labels.get(deployment/* runLabel */.Az) === runId && route.destinations.length === 0;
    return { guid: route.guid, address: site.address, isOurs };
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/routes/put-back.js
var put_back = __webpack_require__(8634);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/app/create-app.js









async function createApp(view, wish, tools) {
    const { api } = tools;
    if (view !== undefined && !isHalfDone(view))
        return { app: view.app, route: undefined };
    const route = wish.defaultRoute ? await defaultRoute(api, wish.target, wish, tools.note) : undefined;
    if (route === undefined && wish.port !== null && wish.defaultRoute)
        throw portWithoutRoute(wish.port);
    const app = view?.app ?? (await newAppFor(route, wish, tools));
    if (route !== undefined)
        await (0,write/* mapRoute */.Yw)(api, route, app.guid, wish.port);
    return { app, route };
}
function isHalfDone({ app, droplet, routes }) {
    return droplet === undefined && routes.length === 0 && app.labels.has(deployment/* runLabel */.Az);
}
function portWithoutRoute(port) {
    return new errors/* ActionError */.lZ('CF_PORT_WITHOUT_ROUTE', `Port ${port} cannot be set: the app has no route`, {
        hint: 'On Cloud Foundry a port belongs to a route. Name one in routes; or leave port out, and expose the port in the image.',
    });
}
async function newAppFor(route, wish, tools) {
    try {
        return await newApp(wish, tools);
    }
    catch (error) {
        const refused = error instanceof errors/* ActionError */.lZ && !(error instanceof errors/* Cancelled */.cJ) && !(0,create_once/* mayHaveActed */.L)(error);
        if (refused && route?.isOurs === true) {
            await (0,put_back/* deleteRoute */.V7)(tools, route).catch((left) => tools.note(`The route ${route.address} that was made for it stays (${(0,errors/* messageOf */.bD)(left)}): cf delete-route takes it away.`));
        }
        throw error;
    }
}
async function newApp(wish, { api, clock, signal }) {
    const body = {
        name: wish.name,
        relationships: { space: { data: { guid: wish.target.space.guid } } },
        lifecycle: { type: 'docker', data: {} },
        metadata: { labels: { ...wish.labels, [deployment/* runLabel */.Az]: wish.runId } },
    };
    const readBack = async () => (await (0,app_app/* appsNamed */.mn)(api, wish.name)).find((app) => app.spaceGuid === wish.target.space.guid);
    return (0,create_once/* createOnce */.U)(clock, signal, {
        create: async () => {
            try {
                return (0,shapes/* appFrom */.Og)(await api.write('POST', '/v3/apps', 'create the app', body));
            }
            catch (error) {
                if (!(error instanceof api_errors/* CloudControllerError */.Ij) || !error.has('CF-UniquenessError'))
                    throw error;
                const found = await readBack();
                if (found?.lifecycle === 'docker')
                    return found;
                throw new errors/* ActionError */.lZ('CF_APP_NAME_TAKEN', `An app named ${wish.name} is already there, but not one to deploy to`, {
                    hint: found === undefined
                        ? 'Its name differs in upper and lower case only, or this login may not see it. Write the name exactly as cf apps shows it.'
                        : 'It was not made for docker images. Choose another name or delete it.',
                });
            }
        },
        lookUp: readBack,
    });
}


/***/ }),

/***/ 1848:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J$: () => (/* binding */ putMarksBack),
/* harmony export */   Ok: () => (/* binding */ marksOf),
/* harmony export */   k6: () => (/* binding */ writeMarks),
/* harmony export */   lH: () => (/* binding */ marksNow),
/* harmony export */   yT: () => (/* binding */ marksBefore)
/* harmony export */ });
/* harmony import */ var _api_shapes_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(679);

function marksOf({ labels, annotations }) {
    if (labels === undefined && annotations === undefined)
        return undefined;
    return { labels: Object.fromEntries(labels ?? []), annotations: Object.fromEntries(annotations ?? []) };
}
function marksNow(wanted, app) {
    const now = (keys, values) => Object.fromEntries(Object.keys(keys).map((key) => [key, values.get(key) ?? null]));
    return { labels: now(wanted.labels, app.labels), annotations: now(wanted.annotations, app.annotations) };
}
function marksBefore({ labels, annotations }) {
    const names = Object.keys(annotations);
    return {
        labels,
        added: names.filter((name) => annotations[name] === null),
        forgotten: names.filter((name) => annotations[name] !== null),
    };
}
async function writeMarks(api, appGuid, metadata) {
    await api.write('PATCH', `/v3/apps/${appGuid}`, 'label the app', { metadata }, 'safe');
}
async function putMarksBack(api, appGuid, { labels, added, forgotten }, remembered) {
    const known = { labels, annotations: Object.fromEntries(added.map((name) => [name, null])) };
    const before = remembered ?? known;
    const now = marksNow(before, (0,_api_shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .appFrom */ .Og)(await api.get(`/v3/apps/${appGuid}`, 'read the app')));
    const differs = JSON.stringify(now) !== JSON.stringify(before);
    if (differs)
        await writeMarks(api, appGuid, before);
    return { did: differs, left: remembered === undefined ? forgotten : [] };
}


/***/ }),

/***/ 4352:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   j1: () => (/* binding */ provenWeb),
/* harmony export */   vh: () => (/* binding */ provenDroplet)
/* harmony export */ });
/* unused harmony export underWay */
function underWay(deployments) {
    return deployments.find(({ value, reason }) => value === 'ACTIVE' && reason !== 'CANCELING');
}
function provenDroplet(current, deployments) {
    const active = underWay(deployments);
    if (active?.previousDropletGuid === undefined)
        return current;
    let guid = active.previousDropletGuid;
    for (const seen = new Set(); !seen.has(guid);) {
        seen.add(guid);
        const ofIt = deployments.filter(({ dropletGuid }) => dropletGuid === guid);
        if (ofIt.some(({ reason }) => reason === 'DEPLOYED'))
            return guid;
        guid = ofIt.find(({ reason }) => reason === 'SUPERSEDED')?.previousDropletGuid ?? guid;
    }
    return guid;
}
function provenWeb(processes, deployments) {
    const webs = processes
        .filter(({ type }) => type === 'web')
        .toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0));
    const active = underWay(deployments);
    return active === undefined ? webs.at(-1) : (webs.find(({ guid }) => guid !== active.newWeb) ?? webs[0]);
}


/***/ }),

/***/ 5421:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CY: () => (/* binding */ notPutBack),
/* harmony export */   Go: () => (/* binding */ settingsOfRevision),
/* harmony export */   I9: () => (/* binding */ recall)
/* harmony export */ });
/* harmony import */ var _app_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5085);
/* harmony import */ var _settings_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8989);


async function recall(api, before) {
    const { revisionGuid, added, revised, forgotten } = before;
    const revision = revised.length === 0 ? undefined : await (0,_settings_js__WEBPACK_IMPORTED_MODULE_1__/* .revisedVariables */ .Yb)(api, revisionGuid);
    const found = revised.flatMap((name) => {
        const value = revision?.get(name);
        return value === undefined ? [] : [[name, value]];
    });
    const command = await recallCommand(api, before);
    const known = new Set(found.map(([name]) => name));
    return {
        values: {
            env: new Map([...added.map((name) => [name, null]), ...found]),
            ...(command === undefined ? {} : { command }),
            ...(before.health === undefined ? {} : { health: before.health }),
            ...(before.readiness === undefined ? {} : { readiness: before.readiness }),
        },
        variables: [...forgotten, ...revised.filter((name) => !known.has(name))],
        command: before.command !== undefined && command === undefined,
    };
}
async function recallCommand(api, before) {
    if (before.command === 'of the image')
        return null;
    if (before.command !== 'revised' || before.revisionGuid === undefined)
        return undefined;
    return (await (0,_app_js__WEBPACK_IMPORTED_MODULE_0__/* .revisionOf */ .DT)(api, before.revisionGuid))?.command;
}
async function settingsOfRevision(api, guid) {
    const [revision, env] = await Promise.all([(0,_app_js__WEBPACK_IMPORTED_MODULE_0__/* .revisionOf */ .DT)(api, guid), (0,_settings_js__WEBPACK_IMPORTED_MODULE_1__/* .revisedVariables */ .Yb)(api, guid)]);
    const command = revision?.command;
    return { ...(env === undefined ? {} : { env }), ...(typeof command === 'string' ? { command } : {}) };
}
async function notPutBack(api, appGuid, { variables, command }, asked) {
    const now = variables.length === 0 ? new Map() : await (0,_app_js__WEBPACK_IMPORTED_MODULE_0__/* .variablesOf */ .ht)(api, appGuid);
    const still = variables.filter((name) => {
        const ours = asked.env?.get(name);
        return ours === undefined ? !now.has(name) : now.get(name) === ours;
    });
    const web = command ? await (0,_settings_js__WEBPACK_IMPORTED_MODULE_1__/* .newestWeb */ .RL)(api, appGuid) : undefined;
    const commandIsOurs = command && (web?.command === undefined || web.command === asked.command);
    return [...(commandIsOurs ? ['the start command'] : []), ...still];
}


/***/ }),

/***/ 5453:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   HP: () => (/* binding */ routeSteps),
/* harmony export */   f: () => (/* binding */ isCertainlyNamed),
/* harmony export */   i: () => (/* binding */ webDestinations),
/* harmony export */   vY: () => (/* binding */ gapsIn)
/* harmony export */ });
const usualPort = 8080;
function routeSteps(view, { settings, routesMode }, sites, ports, next) {
    const { routes: asked, port: general } = settings;
    const steps = [];
    for (const { address, port = general } of asked ?? []) {
        const site = sites.find((one) => one.address === address);
        if (site !== undefined)
            steps.push({ site, port: port ?? null, early: [], late: [] });
    }
    for (const route of view?.routes ?? []) {
        const site = { ...route, guid: route.guid };
        const mine = webDestinations(route.destinations, view?.app.guid);
        if (mine.length === 0)
            continue;
        const wanted = asked?.find(({ address }) => address === route.address);
        if (asked !== undefined && wanted === undefined && routesMode === 'exact') {
            steps.push({ site, port: undefined, early: [], late: mine });
            continue;
        }
        const port = wanted?.port ?? general;
        if (port === undefined)
            continue;
        const step = exchange(site, mine, port, ports, next);
        if (step !== undefined)
            steps.push(step);
    }
    return steps;
}
function exchange(site, mine, port, ports, next) {
    const others = mine.filter((one) => one.port !== port);
    const there = mine.filter((one) => one.port === port);
    const added = there.length === 0 || !isNamed(port, ports, next);
    if (!added && others.length === 0)
        return undefined;
    const early = ports.open === undefined || ports.open.includes(port) || ports.all;
    return {
        site,
        port: added ? port : undefined,
        early: [...(added ? there : []), ...(early ? others : [])],
        late: early ? [] : others,
    };
}
function gapsIn(steps, { open }) {
    return steps
        .filter(({ port, early }) => early.length > 0 && typeof port === 'number' && open?.includes(port) === false)
        .map(({ site }) => site.address);
}
function isNamed(port, { exposed, open }, next) {
    if (isCertainlyNamed(port, { exposed }))
        return true;
    if (next.length === 0 ? port === usualPort : next.length === 1 && next[0] === port)
        return true;
    return (exposed !== undefined &&
        exposed.length > 1 &&
        open !== undefined &&
        !exposed.some((other) => other !== port && open.includes(other)));
}
function isCertainlyNamed(port, { exposed }) {
    return port !== undefined && exposed !== undefined && port !== (exposed[0] ?? usualPort);
}
function webDestinations(destinations, appGuid) {
    return destinations.filter((one) => one.appGuid === appGuid && one.process === 'web');
}


/***/ }),

/***/ 8634:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   In: () => (/* binding */ routesBefore),
/* harmony export */   V7: () => (/* binding */ deleteRoute),
/* harmony export */   fG: () => (/* binding */ putRoutesBack)
/* harmony export */ });
/* harmony import */ var _api_job_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7058);
/* harmony import */ var _api_route_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2020);
/* harmony import */ var _release_deployment_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3621);
/* harmony import */ var _change_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5453);
/* harmony import */ var _sites_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4602);
/* harmony import */ var _write_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4906);






const deletionMs = 30_000;
function routesBefore(steps, view, ports) {
    return steps
        .filter(({ port, early }) => port !== undefined || early.length > 0)
        .map(({ site: { address, host, path, domainGuid, guid } }) => {
        const route = view.routes.find((one) => one.guid === guid);
        const destinations = (0,_change_js__WEBPACK_IMPORTED_MODULE_5__/* .webDestinations */ .i)(route?.destinations ?? [], view.app.guid).map((one) => ({
            guid: one.guid,
            port: (0,_change_js__WEBPACK_IMPORTED_MODULE_5__/* .isCertainlyNamed */ .f)(one.port, ports) ? (one.port ?? null) : null,
        }));
        return { address, host, path, domainGuid, guid, destinations };
    });
}
async function putRoutesBack(waiting, appGuid, before, runId) {
    const { api } = waiting;
    const changed = [];
    for (const one of before) {
        const route = await routeOf(api, one);
        if (route === undefined)
            continue;
        const did = await putDestinationsBack(api, appGuid, route, one.destinations);
        const isOurs = one.guid === undefined && route.labels.get(_release_deployment_js__WEBPACK_IMPORTED_MODULE_2__/* .runLabel */ .Az) === runId;
        if (isOurs && (0,_change_js__WEBPACK_IMPORTED_MODULE_5__/* .webDestinations */ .i)(route.destinations, appGuid).length === route.destinations.length) {
            await deleteRoute(waiting, route);
            changed.push(one.address);
        }
        else if (did)
            changed.push(one.address);
    }
    return changed;
}
async function deleteRoute(waiting, { guid, address }) {
    const doing = `delete the route ${address}`;
    const job = await waiting.api.order('DELETE', `/v3/routes/${guid}`, doing, undefined, 'safe');
    if (job !== undefined)
        await (0,_api_job_js__WEBPACK_IMPORTED_MODULE_0__/* .finishJob */ .x)(waiting, job, doing, deletionMs);
}
async function routeOf(api, before) {
    if (before.guid === undefined)
        return (0,_sites_js__WEBPACK_IMPORTED_MODULE_3__/* .routeAt */ .Jv)(api, before);
    const json = await api.find(`/v3/routes/${before.guid}`, `read the route ${before.address}`);
    return json === undefined ? undefined : (0,_api_route_js__WEBPACK_IMPORTED_MODULE_1__/* .routeFrom */ .Me)(json);
}
async function putDestinationsBack(api, appGuid, route, before) {
    const found = (0,_change_js__WEBPACK_IMPORTED_MODULE_5__/* .webDestinations */ .i)(route.destinations, appGuid);
    const missing = before.filter(({ guid }) => !found.some((one) => one.guid === guid));
    let now = found;
    for (const { port } of missing)
        now = await (0,_write_js__WEBPACK_IMPORTED_MODULE_4__/* .mapRoute */ .Yw)(api, route, appGuid, port);
    const cameBack = missing.length - now.filter(({ guid }) => !found.some((one) => one.guid === guid)).length;
    const strange = found.filter(({ guid }) => !before.some((one) => one.guid === guid)).sort(byAge);
    const added = strange.slice(0, Math.max(0, strange.length - cameBack));
    for (const destination of added)
        await (0,_write_js__WEBPACK_IMPORTED_MODULE_4__/* .unmap */ .uS)(api, route, destination);
    return missing.length > cameBack || added.length > 0;
}
function byAge(a, b) {
    return a.createdAt < b.createdAt ? -1 : 1;
}


/***/ }),

/***/ 4602:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AG: () => (/* binding */ findSites),
/* harmony export */   JW: () => (/* binding */ routeTaken),
/* harmony export */   Jv: () => (/* binding */ routeAt)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3223);
/* harmony import */ var _api_cloud_controller_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7461);
/* harmony import */ var _api_route_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2020);
/* harmony import */ var _api_shapes_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(679);





const namesTold = 10;
async function findSites(api, target, addresses) {
    if (addresses.length === 0)
        return [];
    const domains = await domainsOf(api, target, addresses);
    const places = addresses.map((address) => placeOf(address, domains, api.isKorifi));
    const missing = addresses.find((_, at) => places[at] === undefined);
    if (missing !== undefined)
        throw await noDomain(api, target, missing);
    const found = places.flatMap((place) => place ?? []);
    const pages = await api.pages('/v3/routes', 'read the routes', {
        hosts: unique(found.map(({ host }) => host)).join(','),
        domain_guids: unique(found.map(({ domain }) => domain.guid)).join(','),
        ...(api.isKorifi ? {} : { include: 'space' }),
        per_page: '500',
    });
    const routes = pages.flatMap((page) => (0,_api_shapes_js__WEBPACK_IMPORTED_MODULE_3__/* .resourcesOf */ .F3)(page, 'read the routes')).map(_api_route_js__WEBPACK_IMPORTED_MODULE_2__/* .routeFrom */ .Me);
    const spaces = pages.flatMap((page) => (0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__/* .asArray */ ._j)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__.at)(page, 'included', 'spaces'))).map(_api_shapes_js__WEBPACK_IMPORTED_MODULE_3__/* .spaceFrom */ .Ne);
    return Promise.all(found.map(async ({ address, host, path, domain }) => {
        const route = routes.find((one) => one.domainGuid === domain.guid && one.host === host && one.path === path);
        if (route === undefined)
            await refuseReserved(api, { address, host, path, domain });
        else if (route.spaceGuid !== target.space.guid) {
            throw routeTaken(address, spaces.find(({ guid }) => guid === route.spaceGuid)?.name);
        }
        return { address, host, path, domainGuid: domain.guid, guid: route?.guid };
    }));
}
function routeTaken(address, space) {
    const owner = space === undefined ? 'another space' : `the space ${space}`;
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CF_ROUTE_TAKEN', `The route ${address} belongs to ${owner}`, {
        hint: 'A route leads to apps of one space. Name another one in routes, or have it deleted there first (cf delete-route).',
    });
}
async function routeAt(api, { host, path, domainGuid }) {
    const query = { hosts: host, domain_guids: domainGuid, per_page: '500' };
    const routes = (await api.list('/v3/routes', 'read the route', query)).map(_api_route_js__WEBPACK_IMPORTED_MODULE_2__/* .routeFrom */ .Me);
    return routes.find((route) => route.host === host && route.path === path);
}
function domainNames(address) {
    const name = address.replace(/\/.*/s, '');
    return [name, name.slice(name.indexOf('.') + 1)];
}
async function domainsOf(api, target, addresses) {
    const names = unique(addresses.flatMap(domainNames));
    const query = { names: names.map(_api_cloud_controller_js__WEBPACK_IMPORTED_MODULE_1__/* .filterValue */ .sd).join(','), per_page: '500' };
    const path = `/v3/organizations/${target.org.guid}/domains`;
    return (await api.list(path, 'read the domains', query)).map(_api_route_js__WEBPACK_IMPORTED_MODULE_2__/* .domainFrom */ .nf);
}
function placeOf(address, domains, korifi) {
    const [whole, rest] = domainNames(address);
    const path = address.slice(whole.length);
    const named = (name) => domains.find((domain) => domain.name === name);
    const own = named(whole);
    const domain = own ?? named(rest);
    if (domain === undefined)
        return undefined;
    const host = own === undefined ? whole.slice(0, -rest.length - 1) : '';
    const bad = (why, hint) => new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CF_BAD_ROUTE', `The route ${address} ${why}`, { hint });
    if (domain.tcp) {
        throw bad(`cannot be made: ${domain.name} is a domain for TCP`, 'A TCP route is asked for in a manifest.');
    }
    if (domain.shared && host === '') {
        throw bad('is a domain that all share', `Write a host before it: web.${domain.name}.`);
    }
    if (domain.shared && host === '*' && !korifi) {
        throw bad('cannot be made: all share that domain', 'A wildcard needs a domain of the organization’s own.');
    }
    return { address, host, path, domain };
}
async function noDomain(api, { org }, address) {
    const path = `/v3/organizations/${org.guid}/domains`;
    const names = (await api.list(path, 'read the domains', { per_page: '500' })).map((json) => (0,_api_route_js__WEBPACK_IMPORTED_MODULE_2__/* .domainFrom */ .nf)(json).name);
    const told = names.slice(0, namesTold).join(', ');
    const more = names.length > namesTold ? ` and ${names.length - namesTold} more` : '';
    const maker = api.isKorifi ? 'cf create-shared-domain, for an admin,' : 'cf create-private-domain';
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CF_DOMAIN_NOT_FOUND', `The organization ${org.name} has no domain for the route ${address}`, {
        hint: names.length === 0
            ? `It has no domain at all: ${maker} makes one.`
            : `Its domains: ${told}${more}. A host is one label before a domain; ${maker} makes another one.`,
    });
}
async function refuseReserved(api, { address, host, path, domain }) {
    if (api.isKorifi)
        return;
    const query = { ...(host === '' ? {} : { host }), ...(path === '' ? {} : { path }) };
    const json = await api.get(`/v3/domains/${domain.guid}/route_reservations`, `look for the route ${address}`, query);
    if ((0,_http_json_js__WEBPACK_IMPORTED_MODULE_4__.at)(json, 'matching_route') === true)
        throw routeTaken(address);
}
function unique(values) {
    return [...new Set(values)];
}


/***/ }),

/***/ 4906:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Al: () => (/* binding */ makeRoute),
/* harmony export */   E_: () => (/* binding */ writeRoutes),
/* harmony export */   Yr: () => (/* binding */ unmapLate),
/* harmony export */   Yw: () => (/* binding */ mapRoute),
/* harmony export */   uS: () => (/* binding */ unmap)
/* harmony export */ });
/* harmony import */ var _api_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8546);
/* harmony import */ var _api_route_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2020);
/* harmony import */ var _release_deployment_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3621);
/* harmony import */ var _change_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5453);
/* harmony import */ var _sites_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4602);





async function makeRoute(api, site, { spaceGuid, runId }) {
    const { address, host, path, domainGuid } = site;
    const body = {
        ...(host === '' ? {} : { host }),
        ...(path === '' ? {} : { path }),
        relationships: { space: { data: { guid: spaceGuid } }, domain: { data: { guid: domainGuid } } },
        metadata: { labels: { [_release_deployment_js__WEBPACK_IMPORTED_MODULE_2__/* .runLabel */ .Az]: runId } },
    };
    try {
        return (0,_api_route_js__WEBPACK_IMPORTED_MODULE_1__/* .routeFrom */ .Me)(await api.write('POST', '/v3/routes', `make the route ${address}`, body, 'safe'));
    }
    catch (error) {
        const taken = error instanceof _api_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .CloudControllerError */ .Ij && error.has('CF-UnprocessableEntity', /already exists|taken/i);
        if (!taken)
            throw error;
    }
    const found = await (0,_sites_js__WEBPACK_IMPORTED_MODULE_3__/* .routeAt */ .Jv)(api, site);
    if (found?.spaceGuid !== spaceGuid)
        throw (0,_sites_js__WEBPACK_IMPORTED_MODULE_3__/* .routeTaken */ .JW)(address);
    return found;
}
async function mapRoute(api, route, appGuid, port) {
    const destination = { app: { guid: appGuid, process: { type: 'web' } }, ...(port === null ? {} : { port }) };
    const path = `/v3/routes/${route.guid}/destinations`;
    const json = await api.write('POST', path, `map the route ${route.address}`, { destinations: [destination] }, 'safe');
    return (0,_change_js__WEBPACK_IMPORTED_MODULE_4__/* .webDestinations */ .i)((0,_api_route_js__WEBPACK_IMPORTED_MODULE_1__/* .destinationsFrom */ .SC)(json), appGuid);
}
async function unmap(api, route, destination) {
    const path = `/v3/routes/${route.guid}/destinations/${destination.guid}`;
    try {
        await api.write('DELETE', path, `unmap the route ${route.address}`, undefined, 'safe');
    }
    catch (error) {
        const gone = error instanceof _api_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .CloudControllerError */ .Ij &&
            (error.status === 404 || error.has('CF-UnprocessableEntity', /ensure the route has a destination/i));
        if (!gone)
            throw error;
    }
}
async function writeRoutes(api, appGuid, steps, owner) {
    for (const { site, port, early, late } of steps) {
        const guid = site.guid ?? (await makeRoute(api, site, owner)).guid;
        const route = { guid, address: site.address };
        const known = new Set([...early, ...late].map((one) => one.guid));
        const now = port === undefined ? [] : await mapRoute(api, route, appGuid, port);
        const isNew = now.some((one) => !known.has(one.guid));
        for (const destination of early) {
            if (destination.port === port && !isNew)
                continue;
            await unmap(api, route, destination);
        }
    }
}
async function unmapLate(api, steps) {
    const addresses = [];
    for (const { site, late } of steps) {
        if (site.guid === undefined || late.length === 0)
            continue;
        for (const destination of late)
            await unmap(api, { guid: site.guid, address: site.address }, destination);
        addresses.push(site.address);
    }
    return addresses;
}


/***/ }),

/***/ 5308:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   aB: () => (/* binding */ refuseUnknownTypes),
/* harmony export */   c8: () => (/* binding */ scaleBack),
/* harmony export */   hs: () => (/* binding */ scale),
/* harmony export */   u1: () => (/* binding */ scaleChanges)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _api_process_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5560);


function refuseUnknownTypes(view, asked, made) {
    const there = new Set([...(view === undefined ? ['web'] : view.processes.map(({ type }) => type)), ...made]);
    const missing = [...(asked?.keys() ?? [])].find((type) => type !== '' && !there.has(type));
    if (missing === undefined)
        return;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CF_NO_SUCH_PROCESS', `The app has no process type ${missing}, only ${[...there].join(', ')}`, {
        hint: 'An image makes web alone. Other types come from `processes` in a manifest, each with its command.',
    });
}
function scaleChanges(settings, view) {
    return [...(settings.instances ?? [])].flatMap(([type, wanted]) => {
        if (type === '' || type === 'web')
            return [];
        return [{ type, wanted, before: view?.processes.find((process) => process.type === type)?.instances ?? 0 }];
    });
}
async function scale(api, appGuid, type, instances) {
    const path = `/v3/apps/${appGuid}/processes/${encodeURIComponent(type)}/actions/scale`;
    await api.write('POST', path, `scale the process ${type}`, { instances }, 'safe');
}
async function scaleBack(api, appGuid, counts) {
    const types = [];
    for (const { type, before } of counts) {
        const json = await api.find(`/v3/apps/${appGuid}/processes/${encodeURIComponent(type)}`, `read the process ${type}`);
        if (json === undefined || (0,_api_process_js__WEBPACK_IMPORTED_MODULE_1__/* .processFrom */ .i)(json).instances === before)
            continue;
        await scale(api, appGuid, type, before);
        types.push(type);
    }
    return types;
}


/***/ }),

/***/ 9888:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ isBusy),
/* harmony export */   o: () => (/* binding */ bind)
/* harmony export */ });
/* harmony import */ var _duration_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(3110);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _api_create_once_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1267);
/* harmony import */ var _api_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8546);
/* harmony import */ var _api_job_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7058);
/* harmony import */ var _release_deployment_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3621);
/* harmony import */ var _find_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4752);







const brokerLimitMs = 15 * 60_000;
const pauseMs = 5_000;
async function bind(service, binder) {
    const { clock, signal, note } = binder;
    const giveUpAt = clock.now() + brokerLimitMs;
    note(`service ${service.name}: binding it`);
    for (;;) {
        try {
            const job = await order(service, binder);
            if (job !== undefined)
                await waitForJob(service, binder, job);
            await becomesBound(service, binder, giveUpAt);
            return;
        }
        catch (error) {
            if (!isBusy(error))
                throw error;
            if (clock.now() >= giveUpAt)
                throw tooSlow(service);
        }
        await clock.sleep(pauseMs, signal);
    }
}
async function order(service, { api, clock, signal, appGuid, runId }) {
    const { name, instanceGuid, bindingName, parameters } = service;
    const body = {
        type: 'app',
        ...(bindingName === undefined ? {} : { name: bindingName }),
        ...(parameters === undefined ? {} : { parameters }),
        relationships: { service_instance: { data: { guid: instanceGuid } }, app: { data: { guid: appGuid } } },
        metadata: { labels: { [_release_deployment_js__WEBPACK_IMPORTED_MODULE_4__/* .runLabel */ .Az]: runId } },
    };
    const path = '/v3/service_credential_bindings';
    const doing = `bind the service ${name}`;
    try {
        const job = await (0,_api_create_once_js__WEBPACK_IMPORTED_MODULE_1__/* .createOnce */ .U)(clock, signal, {
            create: async () => ({ guid: await api.order('POST', path, doing, body) }),
            lookUp: async () => {
                const binding = await bindingOf(api, appGuid, instanceGuid);
                return binding === undefined || binding.state === 'failed' ? undefined : { guid: undefined };
            },
        });
        return job.guid;
    }
    catch (error) {
        const there = error instanceof _api_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .CloudControllerError */ .Ij &&
            error.has('CF-UnprocessableEntity', /already bound|too many bindings to this service instance/i);
        if (!there)
            throw error;
        return undefined;
    }
}
async function waitForJob({ name, instanceGuid }, binder, job) {
    try {
        await (0,_api_job_js__WEBPACK_IMPORTED_MODULE_3__/* .finishJob */ .x)(binder, job, `bind the service ${name}`, brokerLimitMs);
    }
    catch (error) {
        if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ) || error.code !== 'CF_JOB_FAILED')
            throw error;
        const binding = await bindingOf(binder.api, binder.appGuid, instanceGuid);
        throw binding?.state === 'failed' ? failed(name, binding) : error;
    }
}
async function becomesBound(service, binder, giveUpAt) {
    const { api, clock, signal, appGuid } = binder;
    for (;;) {
        const binding = await bindingOf(api, appGuid, service.instanceGuid);
        if ((0,_find_js__WEBPACK_IMPORTED_MODULE_5__/* .isBound */ .Vt)(binding))
            return;
        if (binding === undefined || binding.state === 'failed')
            throw failed(service.name, binding);
        if (clock.now() >= giveUpAt)
            throw tooSlow(service);
        await clock.sleep(pauseMs, signal);
    }
}
async function bindingOf(api, appGuid, instanceGuid) {
    return (await (0,_find_js__WEBPACK_IMPORTED_MODULE_5__/* .bindingsOf */ .kK)(api, appGuid, [instanceGuid]))[0];
}
function isBusy(error) {
    return (error instanceof _api_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .CloudControllerError */ .Ij &&
        (error.has('CF-UnprocessableEntity', /operation in progress/i) ||
            error.problems.some(({ title }) => /^CF-AsyncService(Instance|Binding)OperationInProgress$/.test(title))));
}
function failed(name, binding) {
    const words = binding?.description ?? 'its broker gives no reason';
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CF_BINDING_FAILED', `The service ${name} could not be bound: ${words}`, {
        hint: 'These are the words of the service’s broker. Ask whoever runs it.',
    });
}
function tooSlow({ name }) {
    const message = `The service ${name} is not bound after ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_6__/* .duration */ .p)(brokerLimitMs)}: its broker is still at work`;
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CF_BROKER_SLOW', message, {
        hint: `cf service ${name} shows how far it is. Try again then.`,
    });
}


/***/ }),

/***/ 4752:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  kK: () => (/* binding */ bindingsOf),
  O$: () => (/* binding */ findServices),
  Vt: () => (/* binding */ isBound)
});

// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/cloud-controller.js
var cloud_controller = __webpack_require__(7461);
// EXTERNAL MODULE: ./build/http/json.js
var http_json = __webpack_require__(3223);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/fields.js
var fields = __webpack_require__(9048);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/api/service.js


function serviceInstanceFrom(json) {
    return { guid: (0,fields/* required */.mw)(json, 'service instance', 'guid'), name: (0,fields/* required */.mw)(json, 'service instance', 'name') };
}
function bindingFrom(json) {
    return {
        guid: (0,fields/* required */.mw)(json, 'service binding', 'guid'),
        instanceGuid: (0,http_json/* textAt */.$6)(json, 'relationships', 'service_instance', 'data', 'guid') ?? '',
        operation: (0,http_json/* textAt */.$6)(json, 'last_operation', 'type') ?? 'create',
        state: (0,http_json/* textAt */.$6)(json, 'last_operation', 'state') ?? 'succeeded',
        description: (0,http_json/* textAt */.$6)(json, 'last_operation', 'description') || undefined,
        updatedAt: (0,http_json/* textAt */.$6)(json, 'last_operation', 'updated_at') ?? (0,http_json/* textAt */.$6)(json, 'updated_at') ?? '',
        labels: (0,fields/* labelsOf */.PC)(json),
    };
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/app/services/find.js



const namesTold = 10;
async function findServices(api, { space }, appGuid, wishes) {
    if (wishes.length === 0)
        return [];
    const names = wishes.map(({ name }) => name);
    const query = { names: names.map(cloud_controller/* filterValue */.sd).join(','), space_guids: space.guid, per_page: '500' };
    const found = (await api.list('/v3/service_instances', 'read the services', query)).map(serviceInstanceFrom);
    const missing = names.filter((name) => !found.some((one) => one.name === name));
    if (missing.length > 0)
        throw await notFound(api, space, missing);
    const wanted = found.filter(({ name }) => names.includes(name));
    const bindings = appGuid === undefined
        ? []
        : await bindingsOf(api, appGuid, wanted.map(({ guid }) => guid));
    return wishes.flatMap((wish) => {
        const instance = wanted.find(({ name }) => name === wish.name);
        if (instance === undefined)
            return [];
        const binding = bindings.find(({ instanceGuid }) => instanceGuid === instance.guid);
        return [{ ...wish, instanceGuid: instance.guid, binding }];
    });
}
async function bindingsOf(api, appGuid, instanceGuids) {
    const query = {
        app_guids: appGuid,
        service_instance_guids: instanceGuids.join(','),
        type: 'app',
        order_by: '-created_at',
        per_page: '500',
    };
    return (await api.list('/v3/service_credential_bindings', 'read the service bindings', query)).map(bindingFrom);
}
function isBound(binding) {
    return binding !== undefined && (binding.operation !== 'create' || binding.state === 'succeeded');
}
async function notFound(api, space, missing) {
    const query = { space_guids: space.guid, order_by: 'name', per_page: '500' };
    const names = (await api.list('/v3/service_instances', 'read the services', query)).map((json) => serviceInstanceFrom(json).name);
    const more = names.length > namesTold ? ` and ${names.length - namesTold} more` : '';
    const those = missing.length === 1 ? `no service ${missing[0]}` : `no services ${missing.join(', ')}`;
    return new errors/* ActionError */.lZ('CF_SERVICE_NOT_FOUND', `The space ${space.name} has ${those}`, {
        hint: names.length === 0
            ? 'It has no service at all: cf create-service makes one, cf share-service lends one of another space.'
            : `Its services: ${names.slice(0, namesTold).join(', ')}${more}. Upper and lower case matter.`,
    });
}


/***/ }),

/***/ 8989:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  RL: () => (/* binding */ newestWeb),
  oz: () => (/* binding */ refuseInFlight),
  ul: () => (/* binding */ returnSettings),
  Yb: () => (/* binding */ revisedVariables),
  QP: () => (/* binding */ settingsChange),
  Ln: () => (/* binding */ writeSettings)
});

// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/errors.js
var api_errors = __webpack_require__(8546);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/explanations.js
var explanations = __webpack_require__(5593);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/process.js
var process = __webpack_require__(5560);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/shapes.js
var shapes = __webpack_require__(679);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/app.js
var app = __webpack_require__(5085);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/app/checks.js

function checkChange(asked, now, usual) {
    const { check, times = {} } = asked;
    if (check === undefined && Object.keys(times).length === 0)
        return undefined;
    if (now === undefined)
        return { wanted: { check: check ?? usual, times }, previous: undefined };
    if (now.check === undefined) {
        throw new errors/* ActionError */.lZ('CF_HEALTH_CHECK_UNKNOWN', 'The app has a kind of health check that this action does not know, and could not put back after a failure', { hint: 'Leave health-check and readiness-check out, or set them once with cf set-health-check.' });
    }
    return {
        wanted: { check: check ?? now.check, times },
        previous: { check: now.check, times: timesNow(now, times) },
    };
}
function hasCheck(now, values) {
    if (now === undefined)
        return false;
    const same = JSON.stringify(now.check) === JSON.stringify(values.check);
    return same && JSON.stringify(timesNow(now, values.times)) === JSON.stringify(values.times);
}
function timesNow(now, of) {
    return Object.fromEntries(Object.keys(of).map((key) => [key, now.times[key] ?? null]));
}
const names = { timeoutS: 'timeout', invocationTimeoutS: 'invocation_timeout', intervalS: 'interval' };
function checkBody({ check, times }) {
    const data = {
        ...(check.type === 'http' ? { endpoint: check.path } : {}),
        ...Object.fromEntries(Object.entries(times).map(([key, time]) => [names[key], time])),
    };
    return { type: check.type, ...(Object.keys(data).length === 0 ? {} : { data }) };
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/app/settings.js







async function settingsChange(api, settings, view) {
    const { env, command } = settings;
    const web = view === undefined ? undefined : (0,app/* webOf */.s3)(view);
    const health = checkChange({ check: settings.healthCheck, times: settings.healthCheckTimes }, web?.health, {
        type: 'port',
    });
    const readiness = checkChange({ check: settings.readinessCheck, times: settings.readinessCheckTimes }, web?.readiness, { type: 'process' });
    if (env === undefined && command === undefined && health === undefined && readiness === undefined)
        return undefined;
    const wanted = {
        ...(env === undefined ? {} : { env }),
        ...(command === undefined ? {} : { command }),
        ...(health === undefined ? {} : { health: health.wanted }),
        ...(readiness === undefined ? {} : { readiness: readiness.wanted }),
    };
    const nothing = { added: [], revised: [], forgotten: [] };
    if (view === undefined)
        return { wanted, previous: {}, before: nothing };
    if (changesProcess(wanted))
        refuseInFlight(view);
    const checks = {
        ...(health?.previous === undefined ? {} : { health: health.previous }),
        ...(readiness?.previous === undefined ? {} : { readiness: readiness.previous }),
    };
    const values = [...(env?.keys() ?? [])].map((name) => [name, view.variables?.get(name) ?? null]);
    const overwritten = values.flatMap(([name, value]) => (value === null ? [] : [name]));
    const revision = overwritten.length === 0 ? undefined : await revisedVariables(api, web?.revisionGuid);
    const isRevised = (name) => revision !== undefined && revision.get(name) === view.variables?.get(name);
    const given = command === undefined ? undefined : view.command;
    const source = given === undefined ? 'forgotten' : given.text === null ? 'of the image' : sourceOf(given.inRevision);
    return {
        wanted,
        previous: {
            ...(env === undefined ? {} : { env: new Map(values) }),
            ...(given === undefined ? {} : { command: given.text }),
            ...checks,
        },
        before: {
            ...(web?.revisionGuid === undefined ? {} : { revisionGuid: web.revisionGuid }),
            added: values.flatMap(([name, value]) => (value === null ? [name] : [])),
            revised: overwritten.filter(isRevised),
            forgotten: overwritten.filter((name) => !isRevised(name)),
            ...(command === undefined ? {} : { command: source }),
            ...checks,
        },
    };
}
function sourceOf(inRevision) {
    return inRevision ? 'revised' : 'forgotten';
}
function changesProcess({ command, health, readiness }) {
    return command !== undefined || health !== undefined || readiness !== undefined;
}
function refuseInFlight({ deployments }) {
    const active = deployments.some(({ value, reason }) => value === 'ACTIVE' && reason !== 'CANCELING');
    if (!active)
        return;
    throw new errors/* ActionError */.lZ('CF_DEPLOYMENT_IN_FLIGHT', 'Another deployment of this app is under way, and Cloud Foundry changes no start command and no checks meanwhile', { hint: explanations/* inFlightHint */.RM });
}
async function revisedVariables(api, guid) {
    if (guid === undefined)
        return undefined;
    try {
        const json = await api.find(`/v3/revisions/${guid}/environment_variables`, 'read the revision’s variables');
        return json === undefined ? undefined : (0,shapes/* variablesFrom */.ON)(json);
    }
    catch (error) {
        if (error instanceof api_errors/* CloudControllerError */.Ij && error.status === 403)
            return undefined;
        throw error;
    }
}
async function writeSettings(api, appGuid, values, webGuid) {
    if (!api.isKorifi)
        await writeProcess(api, appGuid, values, webGuid);
    const { env } = values;
    if (env !== undefined && env.size > 0) {
        const body = { var: Object.fromEntries(env) };
        await api.write('PATCH', `/v3/apps/${appGuid}/environment_variables`, 'change the variables', body, 'safe');
    }
    if (api.isKorifi)
        await writeProcess(api, appGuid, values, webGuid);
}
async function writeProcess(api, appGuid, values, webGuid) {
    if (!changesProcess(values))
        return;
    const { command, health, readiness } = values;
    const process = webGuid === undefined ? `/v3/apps/${appGuid}/processes/web` : `/v3/processes/${webGuid}`;
    const body = {
        ...(command === undefined ? {} : { command: api.isKorifi ? (command ?? '') : command }),
        ...(health === undefined ? {} : { health_check: checkBody(health) }),
        ...(readiness === undefined ? {} : { readiness_health_check: checkBody(readiness) }),
    };
    await api.write('PATCH', process, 'change the web process', body, 'safe');
}
async function returnSettings(api, appGuid, before, asked) {
    const { env, command, health, readiness } = before;
    const web = changesProcess(before) ? await newestWeb(api, appGuid) : undefined;
    const now = env === undefined || env.size === 0 ? undefined : await (0,app/* variablesOf */.ht)(api, appGuid);
    const changed = [...(env ?? [])].filter(([name, value]) => (now?.get(name) ?? null) !== value);
    const shown = web?.command;
    const isOther = asked.command !== undefined && shown !== asked.command;
    const isBack = shown !== undefined && (command === null ? isOther : shown === command);
    const values = {
        env: new Map(changed),
        ...(command === undefined || isBack ? {} : { command }),
        ...(health === undefined || hasCheck(web?.health, health) ? {} : { health }),
        ...(readiness === undefined || hasCheck(web?.readiness, readiness) ? {} : { readiness }),
    };
    await writeSettings(api, appGuid, values, api.isKorifi ? web?.guid : undefined);
}
async function newestWeb(api, appGuid) {
    const json = await api.find(`/v3/apps/${appGuid}/processes/web`, 'read the web process');
    return json === undefined ? undefined : (0,process/* processFrom */.i)(json);
}


/***/ }),

/***/ 9815:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ stateOf),
/* harmony export */   r: () => (/* binding */ urlOf)
/* harmony export */ });
/* harmony import */ var _image_image_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9025);
/* harmony import */ var _release_deployment_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3621);
/* harmony import */ var _app_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5085);
/* harmony import */ var _routes_change_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5453);
/* harmony import */ var _services_find_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4752);





const usualHealthTimeoutS = 60;
function stateOf(view, { services }, asked) {
    const { app, droplet } = view;
    const web = (0,_app_js__WEBPACK_IMPORTED_MODULE_2__/* .webOf */ .s3)(view);
    const instances = new Map(view.processes.map((process) => [process.type, process.instances]));
    const wanted = (0,_app_js__WEBPACK_IMPORTED_MODULE_2__/* .wantedWeb */ .OG)(view);
    if (web !== undefined) {
        instances.set('web', wanted);
        instances.set('', wanted);
    }
    const routes = routesOf(view);
    const port = portOf(routes, asked);
    const url = urlOf(routes.filter(({ address }) => asked.routes?.some((route) => route.address === address)));
    return {
        id: app.guid,
        running: app.started && droplet !== undefined,
        release: droplet === undefined ? undefined : releaseOf(view, droplet),
        processes: processStates(view, wanted),
        settings: {
            instances,
            routes,
            services: services.filter(({ binding }) => (0,_services_find_js__WEBPACK_IMPORTED_MODULE_3__/* .isBound */ .Vt)(binding)).map(({ name }) => ({ name })),
            ...{ labels: app.labels, annotations: app.annotations },
            ...(port === undefined ? {} : { port }),
            ...(web === undefined ? {} : settingsOf(web)),
            ...(view.variables === undefined ? {} : { env: view.variables }),
            ...(typeof view.command?.text === 'string' ? { command: view.command.text } : {}),
        },
        url: url ?? urlOf(view.routes),
        healthTimeoutMs: (web?.health.times.timeoutS ?? usualHealthTimeoutS) * 1000,
    };
}
function settingsOf({ memoryMb, diskMb, logRate, health, readiness }) {
    return {
        ...(logRate === undefined ? {} : { logRate }),
        ...{ memoryMb, diskMb, healthCheckTimes: health.times, readinessCheckTimes: readiness.times },
        ...(health.check === undefined ? {} : { healthCheck: health.check }),
        ...(readiness.check === undefined ? {} : { readinessCheck: readiness.check }),
    };
}
function routesOf({ app, routes }) {
    return routes.flatMap(({ address, destinations }) => (0,_routes_change_js__WEBPACK_IMPORTED_MODULE_4__/* .webDestinations */ .i)(destinations, app.guid).map(({ port }) => ({ address, ...(port === undefined ? {} : { port }) })));
}
function portOf(routes, asked) {
    const ofTheirOwn = (asked.routes ?? []).filter(({ port }) => port !== undefined).map(({ address }) => address);
    const [port, ...others] = new Set(routes.filter(({ address }) => !ofTheirOwn.includes(address)).map((route) => route.port));
    return others.length === 0 ? (port ?? asked.port) : undefined;
}
function urlOf(routes) {
    const address = routes.find((route) => route.address !== '' && !route.address.startsWith('*'))?.address;
    return address === undefined ? undefined : `https://${address}`;
}
function processStates(view, web) {
    const others = view.processes
        .filter((process) => process.type !== 'web')
        .map((process) => ({ type: process.type, wanted: process.instances }));
    return [{ type: 'web', wanted: web }, ...others].filter((process) => process.wanted > 0);
}
function releaseOf(view, droplet) {
    const image = droplet.image === undefined ? undefined : (0,_image_image_js__WEBPACK_IMPORTED_MODULE_0__/* .spelledOut */ .Si)(droplet.image);
    const ofIt = view.deployments.filter(({ dropletGuid }) => dropletGuid === droplet.guid);
    const deployment = ofIt.find(({ reason }) => reason === 'DEPLOYED') ?? ofIt.find(({ reason }) => reason === 'SUPERSEDED');
    return deployment === undefined ? (0,_release_deployment_js__WEBPACK_IMPORTED_MODULE_1__/* .dropletRef */ .gs)(droplet.guid, image) : (0,_release_deployment_js__WEBPACK_IMPORTED_MODULE_1__/* .releaseRef */ .nW)(deployment, image);
}


/***/ }),

/***/ 9814:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fr: () => (/* binding */ survey),
/* harmony export */   Ii: () => (/* binding */ nothingAsked),
/* harmony export */   a5: () => (/* binding */ portsOf)
/* harmony export */ });
/* harmony import */ var _api_shapes_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(679);
/* harmony import */ var _manifest_survey_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6086);
/* harmony import */ var _app_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5085);
/* harmony import */ var _create_app_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7248);
/* harmony import */ var _routes_change_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(5453);
/* harmony import */ var _routes_sites_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4602);
/* harmony import */ var _scale_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5308);
/* harmony import */ var _services_find_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(4752);








const nothingAsked = { sites: [], openPorts: undefined, services: [], manifest: undefined };
async function survey(api, target, view, { app, settings, manifest }) {
    const { routes: asked, port } = settings;
    const rest = manifest?.rest;
    (0,_scale_js__WEBPACK_IMPORTED_MODULE_5__/* .refuseUnknownTypes */ .aB)(view, settings.instances, (0,_manifest_survey_js__WEBPACK_IMPORTED_MODULE_1__/* .typesIn */ .XT)(rest));
    const mapped = (view?.routes ?? []).filter((route) => (0,_routes_change_js__WEBPACK_IMPORTED_MODULE_7__/* .webDestinations */ .i)(route.destinations, view?.app.guid).length > 0);
    const getsDefault = asked === undefined && (view === undefined || (0,_create_app_js__WEBPACK_IMPORTED_MODULE_3__/* .isHalfDone */ .u0)(view));
    if (port !== undefined && !getsDefault && (asked ?? mapped).length === 0)
        throw (0,_create_app_js__WEBPACK_IMPORTED_MODULE_3__/* .portWithoutRoute */ .th)(port);
    const wanted = [...(asked ?? []).map(({ address }) => address), ...(0,_manifest_survey_js__WEBPACK_IMPORTED_MODULE_1__/* .addressesIn */ .Mh)(rest)];
    const missing = wanted.filter((address) => !mapped.some((route) => route.address === address));
    const [sites, openPorts, services, surveyed] = await Promise.all([
        (0,_routes_sites_js__WEBPACK_IMPORTED_MODULE_4__/* .findSites */ .AG)(api, target, missing),
        (0,_app_js__WEBPACK_IMPORTED_MODULE_2__/* .asksForPort */ .p_)(settings) ? openPortsOf(api, view) : undefined,
        (0,_services_find_js__WEBPACK_IMPORTED_MODULE_6__/* .findServices */ .O$)(api, target, view?.app.guid, settings.services ?? []),
        (0,_manifest_survey_js__WEBPACK_IMPORTED_MODULE_1__/* .surveyManifest */ .wW)(api, target, app, view, { rest, hasRoutes: mapped.length > 0 }),
    ]);
    return { sites, openPorts, services, manifest: surveyed };
}
async function openPortsOf(api, view) {
    const web = view === undefined ? undefined : (0,_app_js__WEBPACK_IMPORTED_MODULE_2__/* .webOf */ .s3)(view);
    if (web === undefined)
        return undefined;
    const json = await api.find(`/v3/processes/${web.guid}/stats`, 'read the ports of the instances');
    const ports = (json === undefined ? [] : (0,_api_shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .statsFrom */ .mW)(json)).flatMap((instance) => instance.ports ?? []);
    return ports.length === 0 ? undefined : [...new Set(ports)];
}
function portsOf(view, { openPorts: open }, settings) {
    const check = settings.healthCheck ?? (view === undefined ? undefined : (0,_app_js__WEBPACK_IMPORTED_MODULE_2__/* .webOf */ .s3)(view)?.health.check);
    return {
        exposed: view?.droplet === undefined ? [] : view.droplet.ports,
        open,
        all: check === undefined || check.type === 'port',
    };
}


/***/ }),

/***/ 3740:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ hintFor),
/* harmony export */   V: () => (/* binding */ anonymousLimit)
/* harmony export */ });
/* harmony import */ var _app_causes_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9773);

const anonymousLimit = 'The registry limits anonymous pulls, and the platform’s address has used them up. Give registry-username and registry-password.';
const known = [
    {
        words: /exec format error/i,
        hint: 'The image was built for another processor. Build it for linux/amd64: docker build --platform linux/amd64.',
    },
    {
        words: /toomanyrequests|too many requests to registry|rate limit/i,
        hint: anonymousLimit,
    },
    {
        words: /unauthorized|authentication required|access (forbidden|denied)|denied: |requested access|\b40[13]\b/i,
        hint: 'The platform could not log in to the registry. Check registry-username and registry-password: they must be valid as long as the app runs, so a job’s GITHUB_TOKEN is not enough.',
    },
    {
        words: /manifest unknown|name unknown|repository .*not found|not found: manifest/i,
        hint: 'The registry does not know the image. Was it pushed to the place that image names, and not removed since?',
    },
    {
        words: /unsupported schema version/i,
        hint: 'This platform cannot read attestations in an image. Build with: docker buildx build --provenance=false --sbom=false.',
    },
    {
        words: /x509|certificate/i,
        hint: 'The cells do not trust the certificate at the other end. The operator can make its authority known to them.',
    },
    {
        words: /start command not specified|no start command/i,
        hint: 'Add a CMD or ENTRYPOINT to the Dockerfile.',
    },
    {
        words: /out of memory|status 137|\boom/i,
        hint: 'The app used more memory than it has. Raise the input memory, or limit what the runtime takes (heap size).',
    },
    {
        words: /exceeds image quota|disk limit is smaller|no space left|disk quota/i,
        hint: 'The image or what the app writes does not fit its disk. Raise the input disk.',
    },
    {
        words: /ECONNREFUSED|connection refused.*(\d+\.){3}\d+|could not connect to server/i,
        hint: 'A service that the app needs did not answer: is it bound to the app, and may the app reach it (security groups)?',
    },
    {
        words: /ENOTFOUND|EAI_AGAIN|no such host|name or service not known/i,
        hint: 'The app looks for a host that DNS does not know: check the address of the service in its environment.',
    },
    {
        words: /EADDRINUSE|address already in use/i,
        hint: 'The app listens on a port that is taken. It must listen on $PORT, once.',
    },
    {
        words: /EACCES.*listen|listen.*EACCES|bind.*permission denied|permission denied.*bind/i,
        hint: 'The app may not listen on this port. Use $PORT, or a port from 1024 up.',
    },
    {
        words: /never healthy|health ?check|startup check|readiness check|failed to make (tcp|http) /i,
        hint: 'The app must listen on $PORT, on all interfaces (0.0.0.0), on every port that the image exposes, before the health check’s time-out.',
    },
    {
        words: /missing docker|invalid docker registry address|invalid reference format|InvalidDockerURI/i,
        hint: 'The platform cannot read the name of the image. If docker can, this Cloud Foundry is too old for digests (CAPI 1.184 and 1.185 are): ask the operator which it runs.',
    },
    {
        words: /staging time ?expired/i,
        hint: 'The platform has given the build up. Is the registry quick enough for it? Try again; if it stays so, ask the operator.',
    },
    {
        words: /An unexpected error has occurred/,
        hint: 'The Cloud Controller itself has stumbled. Try again; if it stays so, the operator finds why in its log.',
    },
    {
        words: /insufficient resources/i,
        hint: 'No cell of the platform has room for the instance. Ask for less memory or disk, or ask the operator.',
    },
    {
        words: /quota_exceeded|_limit_exceeded/i,
        hint: 'The quota of the space or the organization has no room for one more instance. Free memory or instances, or ask for a larger quota.',
    },
    {
        words: /unable to communicate to compatible cells/i,
        hint: 'The platform does not reach its own cells. Try again; if it stays so, ask the operator.',
    },
    {
        words: /no compatible cell/i,
        hint: 'No cell of the platform can run this app (stack, isolation segment). Ask the operator.',
    },
    {
        words: /cannot find module|module ?not ?found|no such file or directory|executable file not found|not found in \$PATH/i,
        hint: 'The image lacks a file that its start command needs. Run the image locally to see the same.',
    },
    {
        words: /configured to run as the root user/i,
        hint: 'Kubernetes runs no image as root there. Add a USER line with a number other than 0 to the Dockerfile: USER 1000.',
    },
    {
        words: /as root user, which is not permitted/i,
        hint: 'This Cloud Foundry runs no image as root. Add a USER line with another user to the Dockerfile.',
    },
    {
        words: /i\/o timeout|context deadline exceeded|dial tcp|network is unreachable/i,
        hint: 'The cells could not reach the other end from their network. For a registry: is it open to them, and allowed by the staging security groups?',
    },
];
function hintFor(...words) {
    for (const text of words) {
        if (text === undefined)
            continue;
        const hint = (0,_app_causes_js__WEBPACK_IMPORTED_MODULE_0__/* .appHintFor */ .g)(text) ?? known.find((candidate) => candidate.words.test(text))?.hint;
        if (hint !== undefined)
            return hint;
    }
    return undefined;
}


/***/ }),

/***/ 8675:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ AppLog)
/* harmony export */ });
/* unused harmony export linesFrom */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3223);


const mostLines = 1000;
class AppLog {
    #http;
    #base;
    #tokens;
    constructor(http, server, tokens) {
        this.#http = http;
        this.#base = server?.href.replace(/\/+$/, '');
        this.#tokens = tokens;
    }
    async since(appGuid, sinceMs, signal) {
        const start = BigInt(Math.trunc(sinceMs)) * 1000000n;
        return (await this.#page(appGuid, { start, descending: true }, signal))?.lines ?? [];
    }
    from(appGuid, start, signal) {
        return this.#page(appGuid, { start, descending: false }, signal);
    }
    async #page(appGuid, wish, signal) {
        for (let limit = mostLines; limit >= mostLines / 4; limit /= 2) {
            const answer = await this.#read(appGuid, wish, limit, signal);
            if (answer !== 'too much')
                return answer;
        }
        return undefined;
    }
    async #read(appGuid, { start, descending }, limit, signal) {
        if (this.#base === undefined)
            return undefined;
        const url = new URL(`${this.#base}/api/v1/read/${appGuid}`);
        url.searchParams.set('envelope_types', 'LOG');
        url.searchParams.set('limit', String(limit));
        url.searchParams.set('descending', String(descending));
        url.searchParams.set('start_time', String(start));
        try {
            const response = await this.#http.send({
                method: 'GET',
                url,
                headers: { accept: 'application/json', authorization: `bearer ${await this.#tokens.bearer()}` },
                deadlineMs: 10_000,
                maxBytes: 32 * 1024 * 1024,
                retry: 'never',
                ...(signal === undefined ? {} : { signal }),
            });
            if (response.status === 429)
                return 'too much';
            if (response.status !== 200)
                return undefined;
            const lines = linesFrom(response.body.toString('utf8'));
            return { lines, more: lines.length >= limit };
        }
        catch (error) {
            if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ)
                throw error;
            return undefined;
        }
    }
}
function linesFrom(body) {
    return (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asArray */ ._j)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .parseJson */ .qF)(body), 'envelopes', 'batch'))
        .flatMap((envelope) => {
        const payload = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(envelope, 'log', 'payload');
        const nanoseconds = nanosecondsFrom((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(envelope, 'timestamp'));
        if (payload === undefined || nanoseconds === undefined)
            return [];
        const sourceType = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(envelope, 'tags', 'source_type') ?? 'APP';
        const instance = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(envelope, 'instance_id') ?? '';
        const type = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(envelope, 'log', 'type');
        const line = {
            at: Number(nanoseconds / 1000000n),
            source: instance === '' ? sourceType : `${sourceType} ${instance}`,
            text: Buffer.from(payload, 'base64')
                .toString('utf8')
                .replace(/\r?\n$/, ''),
            sourceType,
            instance,
            stderr: type === 'ERR' || type === 1,
            nanoseconds,
            processGuid: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(envelope, 'tags', 'process_id'),
        };
        return [line];
    })
        .sort((a, b) => (a.nanoseconds < b.nanoseconds ? -1 : a.nanoseconds > b.nanoseconds ? 1 : 0));
}
function nanosecondsFrom(value) {
    if (typeof value === 'string' && /^\d{1,20}$/.test(value))
        return BigInt(value);
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? BigInt(Math.trunc(value)) : undefined;
}


/***/ }),

/***/ 9025:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Si: () => (/* binding */ spelledOut),
/* harmony export */   _h: () => (/* binding */ isSha256),
/* harmony export */   m0: () => (/* binding */ isManifestList),
/* harmony export */   tI: () => (/* binding */ isOverlooked),
/* harmony export */   zd: () => (/* binding */ imageFor)
/* harmony export */ });
/* harmony import */ var _image_platform_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3847);

function imageFor(facts) {
    const { domain, path } = facts.reference;
    const isUndeclared = facts.declared === undefined && facts.manifestDigest !== facts.digest;
    const byManifest = isManifestList(facts) || isOverlooked(facts) || isUndeclared || !isSha256(facts.digest);
    return `${hostOf(domain)}/${path}@${byManifest ? facts.manifestDigest : facts.digest}`;
}
function isManifestList({ mediaType }) {
    return mediaType === 'application/vnd.docker.distribution.manifest.list.v2+json';
}
function isOverlooked({ declared }) {
    if (declared === undefined)
        return false;
    return (0,_image_platform_js__WEBPACK_IMPORTED_MODULE_0__/* .normalPlatform */ .Je)(declared).architecture === 'amd64' && (0,_image_platform_js__WEBPACK_IMPORTED_MODULE_0__/* .platformName */ .$r)(declared) !== 'linux/amd64';
}
function isSha256(digest) {
    return digest.startsWith('sha256:');
}
function hostOf(domain) {
    const host = domain.toLowerCase();
    return /[.:]/.test(host) || host === 'localhost' ? host : `${host}:443`;
}
function spelledOut(image) {
    const slash = image.indexOf('/');
    const first = slash < 0 ? '' : image.slice(0, slash);
    if (/[.:]/.test(first) || first === 'localhost')
        return image;
    return slash < 0 ? `docker.io/library/${image}` : `docker.io/${image}`;
}


/***/ }),

/***/ 2518:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  j: () => (/* binding */ cloudFoundryFindings)
});

// EXTERNAL MODULE: ./build/image/rule.js
var rule = __webpack_require__(6562);
// EXTERNAL MODULE: ./build/image/user.js
var user = __webpack_require__(115);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/image/cell-rules.js

const usualDiskMb = 1024;
const megabyte = 1024 * 1024;
const cellRules = [
    {
        code: 'CF_DISK',
        severity: 'warning',
        check({ facts, request, diskMb, korifi }) {
            if (korifi)
                return undefined;
            const known = request.settings.diskMb ?? diskMb;
            const quota = known ?? usualDiskMb;
            const compressed = inMegabytes(facts.compressedBytes);
            const unpacked = inMegabytes(unpackedBytes(facts));
            const limit = `${quota} MB of disk that ${known === undefined ? 'an instance usually gets' : 'an instance has'}`;
            const remedy = 'Set the `disk` input to more, or make the image smaller.';
            if (compressed > quota) {
                return {
                    message: `The image has ${compressed} MB compressed already, and more unpacked: that does not fit into the ${limit}.`,
                    remedy,
                    ...(known === undefined ? {} : { severity: 'error' }),
                };
            }
            if (unpacked <= quota)
                return undefined;
            return {
                message: `The image has ${compressed} MB compressed, so about ${unpacked} MB unpacked: that may not fit into the ${limit}.`,
                remedy,
            };
        },
    },
    {
        code: 'CF_LAYER_FORMAT',
        severity: 'warning',
        check({ facts, korifi }) {
            if (korifi)
                return undefined;
            const has = (which) => facts.layers.some(which);
            const kinds = [
                ...(has(isZstd) ? ['compressed with zstd'] : []),
                ...(has(isForeign) ? ['that are kept outside of the registry (foreign, non-distributable)'] : []),
            ];
            if (kinds.length === 0)
                return undefined;
            return {
                message: `The image has layers ${kinds.join(' and layers ')}, with which not all cells can deal.`,
                remedy: 'Build it with gzip layers (compression=gzip,force-compression=true), all of them pushed.',
            };
        },
    },
    {
        code: 'CF_ROOT_USER',
        severity: 'warning',
        check({ facts, korifi }) {
            if (korifi || !(0,user/* isRoot */.jX)(facts.user))
                return undefined;
            return {
                message: `${runsAsRoot(facts)}, which the operator of a Cloud Foundry can forbid (allow_docker_root_user).`,
                remedy: 'Add USER 1000, or another number but 0, to the Dockerfile.',
            };
        },
    },
    {
        code: 'KORIFI_ROOT_USER',
        severity: 'error',
        check({ facts, korifi }) {
            if (!korifi || !(0,user/* isRoot */.jX)(facts.user))
                return undefined;
            return {
                message: `${runsAsRoot(facts)}, and Korifi builds no such image.`,
                remedy: 'Add USER 1000, or another number but 0, to the Dockerfile.',
            };
        },
    },
    {
        code: 'KORIFI_NAMED_USER',
        severity: 'error',
        check({ facts, korifi }) {
            const name = (0,user/* nameOf */.Vb)(facts.user);
            if (!korifi || name === undefined)
                return undefined;
            return {
                message: `The image runs as the user ${(0,user/* shown */.SP)(name)}, by name: on Korifi Kubernetes never starts it, since it cannot tell whether that is root.`,
                remedy: 'Write the number instead: USER 1000.',
            };
        },
    },
    {
        code: 'CF_STOP_SIGNAL',
        severity: 'warning',
        check({ facts, korifi }) {
            if (korifi || /^(?:(?:SIG)?TERM|15)?$/i.test(facts.stopSignal))
                return undefined;
            return {
                message: `The image wants to be stopped by ${facts.stopSignal} (STOPSIGNAL), but Cloud Foundry sends SIGTERM, and SIGKILL ten seconds later.`,
                remedy: 'Make sure that the app ends on SIGTERM as it should.',
            };
        },
    },
    {
        code: 'CF_COMMAND_SHELL',
        severity: 'warning',
        check({ facts, request }) {
            const { settings, beforeRelease } = request;
            const commands = [
                ...(settings.command === undefined ? [] : ['the start command']),
                ...(beforeRelease === undefined ? [] : ['what is run before the release']),
            ];
            if (commands.length === 0 || !seemsShellless(facts))
                return undefined;
            return {
                message: `Cloud Foundry lets /bin/sh run ${commands.join(' and ')}, in place of ENTRYPOINT and CMD both, and the image seems to have no shell.`,
                remedy: 'Leave the command out, or build on a base that has a shell.',
            };
        },
    },
    {
        code: 'CF_OVERWRITTEN_ENV',
        severity: 'warning',
        check({ facts }) {
            const names = [...facts.env.keys()].filter((name) => /^(?:VCAP_.*|CF_INSTANCE_.*|INSTANCE_(?:GUID|INDEX)|MEMORY_LIMIT|DATABASE_URL)$/.test(name));
            if (names.length === 0)
                return undefined;
            const onlyBound = names.includes('DATABASE_URL') ? ' (DATABASE_URL once a database is bound)' : '';
            return {
                message: `The image sets ${names.join(', ')}, but at run time Cloud Foundry says what stands there${onlyBound}.`,
                remedy: 'Give what the app needs another name, or take it out of the image.',
            };
        },
    },
];
function seemsShellless({ base, history, entrypoint, cmd }) {
    if (base !== undefined)
        return /distroless|(?:^|[/:-])static(?:$|[@:/-])|^scratch$/.test(base.name);
    const words = [...history, ...entrypoint, ...cmd];
    return history.some((step) => /\bbazel build\b/.test(step)) && !words.some((word) => /\/(?:ba|da)?sh\b/.test(word));
}
function inMegabytes(bytes) {
    return Math.ceil(bytes / megabyte);
}
function unpackedBytes({ layers }) {
    const distinct = new Map(layers.map((layer) => [layer.digest, layer]));
    return [...distinct.values()].reduce((sum, layer) => sum + layer.size * growth(layer), 0);
}
function growth(layer) {
    if (isZstd(layer))
        return 3;
    return /[+.]gzip$/.test(layer.mediaType) ? 2.5 : 1;
}
function isZstd({ mediaType }) {
    return /[+.]zstd$/.test(mediaType);
}
function isForeign({ mediaType }) {
    return /\.(?:foreign|nondistributable)\./.test(mediaType);
}
function runsAsRoot({ user }) {
    return user === '' ? 'The image names no USER and so runs as root' : `The image runs as root (USER ${user})`;
}

// EXTERNAL MODULE: ./build/image/ports.js
var image_ports = __webpack_require__(9330);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/image/port-rules.js


const defaultPort = 8080;
const firstFreePort = 1024;
const portRules = [
    {
        code: 'CF_BAD_PORT',
        severity: 'error',
        check({ facts }) {
            if (facts.badPorts.length === 0)
                return undefined;
            const unreadable = facts.badPorts.filter((entry) => !isNumber16(entry.split('/', 1)[0] ?? ''));
            const remedy = 'Write one EXPOSE line a port, without ranges. One of a base image cannot be taken back.';
            return unreadable.length > 0
                ? {
                    message: `The image exposes ${unreadable.join(', ')}, at which staging fails: it is no single port.`,
                    remedy,
                }
                : {
                    message: `The image exposes ${facts.badPorts.join(', ')}, which is no port that Cloud Foundry can route to.`,
                    remedy,
                    severity: 'warning',
                };
        },
    },
    {
        code: 'CF_DEFAULT_PORT',
        severity: 'info',
        check({ facts, request }) {
            if ((0,image_ports/* lowestTcpPort */.Z)(facts) !== undefined || request.settings.port !== undefined)
                return undefined;
            return {
                message: `The image exposes no TCP port: Cloud Foundry expects the app at ${defaultPort} and sets PORT to it.`,
                remedy: 'Listen on $PORT, or add an EXPOSE line with the port that the app listens on.',
            };
        },
    },
    {
        code: 'CF_SEVERAL_PORTS',
        severity: 'warning',
        check({ facts, request, korifi }) {
            const ports = (0,image_ports/* tcpPorts */.C)(facts);
            const [lowest] = ports;
            if (lowest === undefined || ports.length < 2 || request.settings.port !== undefined)
                return undefined;
            if (korifi) {
                return {
                    message: `The image exposes the ports ${ports.join(', ')}: Korifi leads routes to the first that it finds, and which one that is nobody says.`,
                    remedy: 'Name the right one in port, or expose it alone. An EXPOSE line of a base image cannot be taken back.',
                };
            }
            return {
                message: `The image exposes the ports ${ports.join(', ')}: Cloud Foundry uses ${lowest}, the lowest, and its port health check waits until the app listens on all of them.`,
                remedy: `If the app serves on another port than ${lowest}, or not on all of them, name the right one in port, or expose it alone. An EXPOSE line of a base image cannot be taken back.`,
            };
        },
    },
    {
        code: 'CF_LOW_PORT',
        severity: 'warning',
        check({ facts, request }) {
            const port = (0,image_ports/* lowestTcpPort */.Z)(facts);
            if (port === undefined || port >= firstFreePort || request.settings.port !== undefined)
                return undefined;
            const remedy = `Listen on a port from ${firstFreePort} up and expose that one.`;
            if (!(0,user/* isRoot */.jX)(facts.user)) {
                return {
                    message: `The image exposes port ${port} but runs as ${facts.user}: below ${firstFreePort} only root may listen, as a rule.`,
                    remedy,
                };
            }
            return {
                message: `The image exposes port ${port}, which works as root, but routes of Cloud Foundry cannot name a port below ${firstFreePort}.`,
                remedy,
                severity: 'info',
            };
        },
    },
];
function isNumber16(text) {
    return /^\d+$/.test(text) && Number(text) <= 65_535;
}

// EXTERNAL MODULE: ./build/image/platform.js
var platform = __webpack_require__(3847);
// EXTERNAL MODULE: ./build/image/stored-login.js
var stored_login = __webpack_require__(1983);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/image/image.js
var image_image = __webpack_require__(9025);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/image/staging-rules.js



const largeConfig = 64 * 1024;
const stagingRules = [
    {
        code: 'CF_DIGEST',
        severity: 'error',
        check({ facts, deployedAs }) {
            const digest = deployedAs.slice(deployedAs.lastIndexOf('@') + 1);
            if ((0,image_image/* isSha256 */._h)(digest))
                return undefined;
            return {
                message: `The image can only be named by ${digest.split(':', 1)[0]}, and Cloud Foundry takes no digest but sha256.`,
                remedy: facts.reference.digest === undefined
                    ? 'Push the image to a registry that names it by sha256.'
                    : 'Give the image by its tag, or by its sha256 digest.',
            };
        },
    },
    {
        code: 'CF_MANIFEST_LIST',
        severity: 'info',
        check({ facts }) {
            if (!(0,image_image/* isManifestList */.m0)(facts))
                return undefined;
            return {
                message: `The image is listed in Docker’s own format, for which staging does not ask: its manifest for ${(0,platform/* platformName */.$r)(facts.platform)} is deployed, ${facts.manifestDigest}.`,
                remedy: 'Push it with OCI media types (oci-mediatypes=true) to have the digest of the whole index deployed.',
            };
        },
    },
    {
        code: 'CF_VARIANT',
        severity: 'info',
        check({ facts }) {
            if (facts.declared === undefined || (0,image_image/* isManifestList */.m0)(facts) || !(0,image_image/* isOverlooked */.tI)(facts))
                return undefined;
            return {
                message: `The image’s index calls it ${(0,platform/* platformName */.$r)(facts.declared)}, where staging looks for linux/amd64 alone: its own manifest is deployed, ${facts.manifestDigest}.`,
                remedy: 'Build it for linux/amd64 without a variant to have the digest of the whole index deployed.',
            };
        },
    },
    {
        code: 'CF_LOGIN',
        severity: 'error',
        check({ facts, stored, job, now, korifi }) {
            if (stored === undefined)
                return undefined;
            const kind = (0,stored_login/* loginKind */.k)(stored, facts.reference.domain, job, now);
            if (kind.failsOn?.includes(korifi ? 'deis' : 'cloudfoundry') !== true)
                return undefined;
            return {
                message: `${nameOf(korifi)} cannot pull from ${facts.reference.domain} with ${kind.name}.`,
                remedy: kind.advice,
            };
        },
    },
    {
        code: 'CF_LOGIN_MISSING',
        severity: 'error',
        check({ facts, stored, korifi }) {
            if (facts.openedBy !== 'docker login' || stored !== undefined)
                return undefined;
            const who = nameOf(korifi);
            return {
                message: `The image is private and was read with the login of an earlier step, which ${who} does not have: it could not pull the image.`,
                remedy: `Set registry-username and registry-password to a login that lives on: ${who} stores it and pulls with it at every start of an instance.`,
            };
        },
    },
    {
        code: 'CF_METADATA_SIZE',
        severity: 'info',
        check({ facts, korifi }) {
            if (korifi || facts.configBytes <= largeConfig)
                return undefined;
            return {
                message: `The image’s config has ${Math.ceil(facts.configBytes / 1024)} KiB; staging reads all of it and hands the start command, ports and user on to the Cloud Controller, which expects a few KiB.`,
                remedy: 'Look for long labels and generated commands.',
            };
        },
    },
];
function nameOf(korifi) {
    return korifi ? 'Korifi' : 'Cloud Foundry';
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/image/rules.js




const rules = [...stagingRules, ...portRules, ...cellRules];
function cloudFoundryFindings(subject) {
    return (0,rule/* applyRules */.I)(rules, subject);
}


/***/ }),

/***/ 5568:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  cloudFoundry: () => (/* binding */ cloudFoundry)
});

// EXTERNAL MODULE: ./build/inputs/input-error.js
var input_error = __webpack_require__(2699);
// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/http/json.js
var http_json = __webpack_require__(3223);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/errors.js
var api_errors = __webpack_require__(8546);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/api/discovery.js



async function discover(http, api, signal) {
    const base = `${api.origin}${api.pathname.replace(/\/+$/, '')}`;
    const response = await http.send({
        method: 'GET',
        url: new URL(`${base}/`),
        headers: { accept: 'application/json' },
        signal,
    });
    if (response.status === 429 || response.status >= 500)
        throw (0,api_errors/* answerError */.n)(response, 'ask the API what it is');
    if (response.status !== 200)
        return undefined;
    const root = (0,http_json/* parseJson */.qF)(response.body.toString('utf8'));
    const v3 = (0,http_json/* asObject */.eB)((0,http_json.at)(root, 'links', 'cloud_controller_v3'));
    if (v3 === undefined)
        return undefined;
    const version = (0,http_json/* textAt */.$6)(v3, 'meta', 'version') ?? '';
    const logCacheHref = (0,http_json/* textAt */.$6)(root, 'links', 'log_cache', 'href');
    const logCache = logCacheHref === undefined ? undefined : linked(logCacheHref, api, 'log-cache');
    if ((0,http_json.at)(root, 'cf_on_k8s') === true || version.includes('+cf-k8s'))
        return { api: base, logCache, korifi: true };
    const uaa = (0,http_json/* textAt */.$6)(root, 'links', 'uaa', 'href');
    const login = (0,http_json/* textAt */.$6)(root, 'links', 'login', 'href') ?? uaa;
    if (login === undefined) {
        throw new errors/* ActionError */.lZ('CF_NO_LOGIN_SERVER', `The Cloud Foundry API at ${api.host} names no login server`, {
            hint: 'Its root document has neither a login nor a uaa link. Ask the operator.',
        });
    }
    return {
        api: base,
        login: linked(login, api, 'login server'),
        uaa: usable(uaa, api) ?? linked(login, api, 'login server'),
        ...{ logCache, version, korifi: false },
    };
}
function linked(href, api, what) {
    const url = usable(href, api);
    if (url === undefined) {
        throw new errors/* ActionError */.lZ('CF_BAD_LINK', `The Cloud Foundry API at ${api.host} names a ${what} that cannot be used: ${href}`, {
            hint: 'Credentials are only sent by https. Ask the operator to correct the link.',
        });
    }
    return url;
}
function usable(href, api) {
    const url = href !== undefined && URL.canParse(href) ? new URL(href) : undefined;
    return url?.protocol === 'https:' || (url?.protocol === 'http:' && api.protocol === 'http:') ? url : undefined;
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/api/version.js
const floors = { canary: '3.173.0', canarySteps: '3.189.0' };
function versionMistakes(version, { strategy, canarySteps }) {
    const isOlder = (floor) => isBefore(version, floor);
    const tell = (input, what, floor) => ({
        input,
        message: `${what} this Cloud Foundry, whose API is ${version}: it came with ${floor}`,
    });
    if (strategy === 'canary' && isOlder(floors.canary)) {
        return [tell('strategy', 'canary is not known to', floors.canary)];
    }
    if (canarySteps !== undefined && isOlder(floors.canarySteps)) {
        return [tell('canary-steps', 'are not known to', floors.canarySteps)];
    }
    return [];
}
function isBefore(version, floor) {
    const numbers = (text) => /^(\d+)\.(\d+)\.(\d+)/.exec(text)?.slice(1).map(Number);
    const [ours, least] = [numbers(version), numbers(floor)];
    if (ours === undefined || least === undefined)
        return false;
    const at = ours.findIndex((number, index) => number !== least[index]);
    return at >= 0 && (ours[at] ?? 0) < (least[at] ?? 0);
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/app/settings-mistakes.js
const longestCommand = 4_096;
const longestPath = 255;
const longestRoutePath = 128;
const lowestPort = 1_024;
const markKey = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?\/)?[a-z0-9](?:[\w.-]{0,61}[a-z0-9])?$/i;
const labelValue = /^(?:[a-z0-9](?:[\w.-]{0,61}[a-z0-9])?)?$/i;
const largestVariable = 128 * 1_024;
function settingsMistakes(settings) {
    const found = [];
    const { command, healthCheck, readinessCheck, env } = settings ?? {};
    if (typeof command === 'string' && command.length > longestCommand) {
        const message = `is ${command.length} characters long · Cloud Foundry takes ${longestCommand}: put it into a script in the image`;
        found.push({ input: 'command', message });
    }
    for (const [input, check] of [
        ['health-check', healthCheck],
        ['readiness-check', readinessCheck],
    ]) {
        if (check?.type !== 'http' || check.path.length <= longestPath)
            continue;
        const message = `has a path of ${check.path.length} characters · Cloud Foundry takes ${longestPath}`;
        found.push({ input, message });
    }
    for (const [name, value] of env ?? []) {
        const message = nameMistake(name) ?? valueMistake(name, value);
        if (message !== undefined)
            found.push({ input: 'env', message });
    }
    return [
        ...found,
        ...labelMistakes(settings ?? {}),
        ...routeMistakes(settings ?? {}),
        ...instancesMistakes(settings?.instances),
    ];
}
function labelMistakes({ labels, annotations }) {
    const keys = [...(labels?.keys() ?? []), ...(annotations?.keys() ?? [])];
    const bad = keys.filter((key) => !markKey.test(key) || /^(?:.*\.)?cloudfoundry\.org\//i.test(key));
    const values = [...(labels ?? [])].filter(([, value]) => value !== null && !labelValue.test(value));
    const rule = 'letters, digits, ".", "_" and "-" between letters or digits, 63 at most';
    return [
        ...bad.map((key) => ({
            input: 'labels',
            message: `${key} is no name of a label · ${rule}; a domain and "/" before it`,
        })),
        ...values.map(([key]) => ({ input: 'labels', message: `${key} has a value that no label can have · ${rule}` })),
    ];
}
function routeMistakes({ routes, port }) {
    const ports = [
        ...(port === undefined ? [] : [['port', port]]),
        ...(routes ?? []).map((route) => ['routes', route.port]),
    ];
    const low = ports.flatMap(([input, number]) => number === undefined || number >= lowestPort
        ? []
        : [{ input, message: `${number} · Cloud Foundry’s routes lead to ports from ${lowestPort} up` }]);
    const long = (routes ?? []).flatMap(({ address }) => {
        const path = address.replace(/^[^/]*/, '');
        return path.length <= longestRoutePath
            ? []
            : [
                {
                    input: 'routes',
                    message: `${address} has a path of ${path.length} characters · Cloud Foundry takes ${longestRoutePath}`,
                },
            ];
    });
    return [...low, ...long];
}
function instancesMistakes(instances) {
    const wanted = instances?.get('web') ?? instances?.get('');
    if (wanted !== 0)
        return [];
    const message = 'of web is 0 · nothing of the new image would run, so nothing could prove it. An app without traffic takes web=1 and health-check: process; an app whose web was scaled to 0 by hand keeps 0 when instances leaves web out';
    return [{ input: 'instances', message }];
}
function nameMistake(name) {
    if (/^PORT$/i.test(name))
        return `sets ${name} · Cloud Foundry sets it: the lowest port that the image exposes, else 8080`;
    if (/^(?:VCAP_|VMC)/i.test(name))
        return `sets ${name} · Cloud Foundry keeps names that begin with VCAP_ and VMC for itself`;
    return undefined;
}
function valueMistake(name, value) {
    if (value.includes('\0'))
        return `has a zero byte in ${name} · no variable can hold one`;
    const bytes = Buffer.byteLength(`${name}=${value}`) + 1;
    if (bytes <= largestVariable)
        return undefined;
    return `has ${bytes} bytes in ${name} · no program starts with a variable of more than ${largestVariable}: put it into a service, or into the image`;
}

// EXTERNAL MODULE: ./build/image/ports.js
var ports = __webpack_require__(9330);
// EXTERNAL MODULE: ./build/inputs/secret-variables.js
var secret_variables = __webpack_require__(5950);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/cloud-controller.js
var cloud_controller = __webpack_require__(7461);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/create-once.js
var create_once = __webpack_require__(1267);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/app.js
var app_app = __webpack_require__(5085);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/app/busy.js


const longestPauseMs = 5 * 60_000;
const placingMs = 4 * 60_000;
const unseenMs = 10 * 60_000;
async function busyWith(api, deployment, of) {
    const who = await creatorOf(api, deployment, of.appGuid);
    const name = `deployment ${deployment.guid.slice(0, 8)}`;
    const by = who === undefined ? '' : ` by ${who}`;
    const step = deployment.step === undefined ? '' : `, step ${deployment.step.current} of ${deployment.step.total}`;
    const stuck = stuckBecause(deployment, of);
    return {
        label: `${name}${by}, begun ${clockTime(deployment.createdAt, of.now)}${step}`,
        ...(stuck === undefined ? {} : { stuck }),
    };
}
function stuckBecause(deployment, of) {
    const { reason, error, createdAt, changedAt, healthyAt } = deployment;
    const { now, instances, healthTimeoutMs } = of;
    const longAgo = (since, limitMs) => now - Date.parse(since) > limitMs;
    const says = error === undefined ? '' : `; the platform says: ${error}`;
    if (reason === 'PAUSED') {
        const since = changedAt ?? createdAt;
        if (!longAgo(since, longestPauseMs))
            return undefined;
        return `it is paused since ${clockTime(since, now)}, until somebody continues or cancels it`;
    }
    if (reason === 'CANCELING') {
        const since = changedAt ?? createdAt;
        return longAgo(since, placingMs) ? `it is being cancelled since ${clockTime(since, now)}` : undefined;
    }
    if (healthyAt !== undefined || changedAt !== undefined) {
        const since = latest(createdAt, healthyAt, changedAt);
        if (!longAgo(since, healthTimeoutMs + placingMs))
            return undefined;
        return `none of its instances has become healthy since ${clockTime(since, now)}${says}`;
    }
    const limitMs = unseenMs + Math.max(1, instances) * (healthTimeoutMs + 30_000);
    return longAgo(createdAt, limitMs) ? `it takes longer than its instances need${says}` : undefined;
}
function clockTime(iso, now) {
    const day = iso.slice(0, 10);
    const today = new Date(now).toISOString().slice(0, 10);
    return `${day === today ? '' : `${day} `}${iso.slice(11, 16)} UTC`;
}
function latest(...times) {
    return times.filter((time) => time !== undefined).reduce((last, time) => (time > last ? time : last), '');
}
async function creatorOf(api, { guid }, appGuid) {
    return actorOf(api, appGuid, 'audit.app.deployment.create', guid);
}
async function actorOf(api, appGuid, type, deploymentGuid) {
    try {
        const query = { target_guids: appGuid, types: type, order_by: '-created_at', per_page: '20' };
        const events = await api.firstOf('/v3/audit_events', 'read who did it', query);
        const event = events.find((one) => deploymentGuid === undefined || (0,http_json/* textAt */.$6)(one, 'data', 'deployment_guid') === deploymentGuid);
        return (0,http_json/* textAt */.$6)(event, 'actor', 'name');
    }
    catch (error) {
        if (error instanceof errors/* Cancelled */.cJ || !(error instanceof errors/* ActionError */.lZ))
            throw error;
        return undefined;
    }
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/configuration.js + 1 modules
var app_configuration = __webpack_require__(7149);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/configurator.js
var configurator = __webpack_require__(9581);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/create-app.js + 1 modules
var create_app = __webpack_require__(7248);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/shapes.js
var shapes = __webpack_require__(679);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/target.js
var api_target = __webpack_require__(3476);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/app/enter.js




async function enter(api, names, identity) {
    const query = { names: (0,cloud_controller/* filterValue */.sd)(names.app), include: 'space.organization', per_page: '500' };
    const pages = await api.pages('/v3/apps', 'read the app', query);
    const apps = pages
        .flatMap((page) => (0,shapes/* resourcesOf */.F3)(page, 'read the app'))
        .map(shapes/* appFrom */.Og)
        .filter(({ name }) => name === names.app);
    const included = (what) => pages.flatMap((page) => (0,http_json/* asArray */._j)((0,http_json.at)(page, 'included', what)));
    const org = included('organizations')
        .map(shapes/* organizationFrom */.EA)
        .find(({ name }) => name === names.org);
    const space = included('spaces')
        .map(shapes/* spaceFrom */.Ne)
        .find(({ name, orgGuid }) => name === names.space && orgGuid === org?.guid);
    const target = org === undefined || space === undefined ? await (0,api_target/* findTarget */.F)(api, names, identity) : (0,api_target/* openTarget */.A)(org, space);
    return { target, app: apps.find(({ spaceGuid }) => spaceGuid === target.space.guid) };
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/recall.js
var recall = __webpack_require__(5421);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/survey.js
var app_survey = __webpack_require__(9814);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/routes/change.js
var change = __webpack_require__(5453);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/app/routes/proof.js


function portDoubt(view, survey, request, next) {
    const { routes = [], port } = request.settings;
    const steps = (0,change/* routeSteps */.HP)(view, request, survey.sites, (0,app_survey/* portsOf */.a5)(view, survey, request.settings), next);
    if (steps.length > 0)
        return 'its routes do not name the port';
    const asked = [port, ...routes.map((route) => route.port)].filter((one) => one !== undefined);
    const { openPorts: open } = survey;
    return open === undefined || asked.every((one) => open.includes(one))
        ? undefined
        : 'the instances were started with other ports';
}
function portGaps(view, survey, request, next) {
    const ports = (0,app_survey/* portsOf */.a5)(view, survey, request.settings);
    return (0,change/* gapsIn */.vY)((0,change/* routeSteps */.HP)(view, request, survey.sites, ports, next), ports).map((address) => `${address} leads nowhere until a new instance runs: the old ones do not listen on that port.`);
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/deployment.js
var release_deployment = __webpack_require__(3621);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/instances.js
var instances = __webpack_require__(6244);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/settings.js + 1 modules
var app_settings = __webpack_require__(8989);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/app/standing.js





async function lookAtStanding(api, view, { release, processes }, asked, more) {
    const web = (0,app_app/* webOf */.s3)(view);
    const seen = { release, previous: [], wanted: processes, crashes: 0 };
    const doubt = (message) => ({ message, certain: true });
    const busy = (deployment) => {
        const problem = doubt(`another deployment (${deployment.guid.slice(0, 8)}) is under way`);
        return { ...seen, phase: 'moving', instances: [], problem };
    };
    const underWay = view.deployments.find(isActive);
    if (underWay !== undefined)
        return busy(underWay);
    const [deployments, instances, unlike] = await Promise.all([
        (0,release_deployment/* newestDeployments */.VW)(api, view.app.guid),
        instancesOf(api, view, web, processes),
        startedOtherwise(api, view, web, asked, more.services),
    ]);
    const begun = deployments.find((one) => isActive(one) || !view.deployments.some(({ guid }) => guid === one.guid));
    if (begun !== undefined)
        return busy(begun);
    const why = unlike ?? more.doubted;
    return { ...seen, phase: 'done', instances, ...(why === undefined ? {} : { problem: doubt(why) }) };
}
function isActive(deployment) {
    return deployment.value === 'ACTIVE';
}
async function instancesOf(api, view, web, processes) {
    const types = new Set(processes.map(({ type }) => type));
    const looked = view.processes.filter((process) => types.has(process.type) && (process.type !== 'web' || process.guid === web?.guid));
    const lists = await Promise.all(looked.map(async ({ guid, type }) => {
        const stats = await api.find(`/v3/processes/${guid}/stats`, 'read the state of the instances');
        return stats === undefined ? [] : (0,shapes/* statsFrom */.mW)(stats).map((entry) => (0,instances/* instanceOf */.hR)(type, entry));
    }));
    return lists.flat();
}
async function startedOtherwise(api, view, web, { settings, envMode }, services) {
    const revisionGuid = web?.revisionGuid;
    const [{ droplet, at }, variables] = await Promise.all([
        started(api, view, web),
        settings.env === undefined ? undefined : (0,app_settings/* revisedVariables */.Yb)(api, revisionGuid),
    ]);
    if (droplet === undefined)
        return 'Cloud Foundry does not tell which image the instances were started with';
    if (droplet !== view.droplet?.guid)
        return 'the instances were started with another image than the app has now';
    if (settings.command !== undefined && view.command?.inRevision !== true) {
        return 'it is not certain that the instances were started with this command';
    }
    const late = services.find(({ binding }) => (binding?.updatedAt ?? '') > at);
    if (late !== undefined)
        return `it is not certain that the instances were started with the service ${late.name}`;
    if (settings.env === undefined)
        return undefined;
    if (variables === undefined)
        return 'Cloud Foundry does not tell which variables the instances were started with';
    const asked = settings.env;
    const others = envMode === 'replace' && [...variables.keys()].some((name) => !asked.has(name));
    const same = !others && [...asked].every(([name, value]) => variables.get(name) === value);
    return same ? undefined : 'the instances were started with other variables';
}
async function started(api, view, web) {
    const madeAt = web?.createdAt ?? '';
    if (web?.revisionGuid === undefined) {
        const deployment = view.deployments.find(({ newWeb, reason }) => newWeb === web?.guid && reason === 'DEPLOYED');
        return { droplet: deployment?.dropletGuid, at: madeAt };
    }
    const revision = await (0,app_app/* revisionOf */.DT)(api, web.revisionGuid);
    const revisedAt = revision?.createdAt ?? '';
    return { droplet: revision?.dropletGuid, at: revisedAt > madeAt ? revisedAt : madeAt };
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/state.js
var app_state = __webpack_require__(9815);
// EXTERNAL MODULE: ./build/platforms/app-log.js
var app_log = __webpack_require__(1555);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/deployment.js
var deployment = __webpack_require__(8462);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/process.js
var process = __webpack_require__(5560);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/rollout.js
var release_rollout = __webpack_require__(6945);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/evidence/causes.js
var causes = __webpack_require__(3740);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/evidence/crashes.js


async function crashesOf(api, appGuid, since) {
    const events = await api.firstOf('/v3/audit_events', 'read the crash events', {
        target_guids: appGuid,
        types: 'audit.app.process.crash',
        order_by: '-created_at',
        per_page: '100',
        ...(since === '' ? {} : { 'created_ats[gte]': since }),
    });
    return events.flatMap((event) => (0,shapes/* crashFrom */.K2)(event) ?? []);
}
async function crashesIfTold(api, appGuid, since) {
    try {
        return await crashesOf(api, appGuid, since);
    }
    catch (error) {
        if (error instanceof errors/* Cancelled */.cJ || !(error instanceof errors/* ActionError */.lZ))
            throw error;
        return undefined;
    }
}
function ofRelease(crashes, web, { changedAt, reason }) {
    return crashes.filter(({ processGuid, processType, createdAt }) => {
        if (processType === 'web' || reason !== 'DEPLOYED' || changedAt === undefined)
            return processGuid === web;
        return createdAt >= changedAt;
    });
}
function mostOfOne(crashes) {
    const byInstance = Map.groupBy(crashes, ({ processGuid, index }) => `${processGuid} ${index}`);
    return Math.max(0, ...[...byInstance.values()].map((ofOne) => ofOne.length));
}
function crashFacts(crashes) {
    const counts = new Map();
    for (const { processType, index, exitDescription } of crashes.toReversed()) {
        const what = `instance ${index}${processType === 'web' ? '' : ` of ${processType}`}: ${exitDescription}`;
        counts.set(what, (counts.get(what) ?? 0) + 1);
    }
    return [...counts].map(([what, count]) => (count === 1 ? what : `${what}, ${count} times`));
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/evidence/quota.js



async function allowancesOf(api, { org, space }) {
    const holders = [
        { holder: `space ${space.name}`, path: `spaces/${space.guid}`, kind: 'space_quotas', guid: space.quotaGuid },
        {
            ...{ holder: `organization ${org.name}`, path: `organizations/${org.guid}` },
            ...{ kind: 'organization_quotas', guid: org.quotaGuid },
        },
    ];
    const lists = await Promise.all(holders.map(async ({ holder, path, kind, guid }) => {
        if (guid === undefined)
            return [];
        try {
            const [quota, usage] = await Promise.all([
                api.get(`/v3/${kind}/${guid}`, 'read the quota'),
                api.get(`/v3/${path}/usage_summary`, 'read what is used'),
            ]);
            const limit = (name) => (0,http_json/* numberAt */.tk)(quota, 'apps', name);
            const used = (name) => (0,http_json/* numberAt */.tk)(usage, 'usage_summary', name) ?? 0;
            const rows = [
                { of: 'memory', limit: limit('total_memory_in_mb'), used: used('memory_in_mb') },
                { of: 'instances', limit: limit('total_instances'), used: used('started_instances') },
                { of: 'process', limit: limit('per_process_memory_in_mb'), used: 0 },
            ];
            return rows.flatMap(({ limit, ...row }) => (limit === undefined ? [] : [{ holder, limit, ...row }]));
        }
        catch (error) {
            if (error instanceof errors/* ActionError */.lZ)
                return [];
            throw error;
        }
    }));
    return lists.flat();
}
function shortfallOf(need, allowances) {
    const short = allowances
        .map((allowance) => ({ ...allowance, wanted: wantedOf(need, allowance), free: allowance.limit - allowance.used }))
        .filter(({ wanted, free }) => wanted > free)
        .sort((a, b) => a.free - a.wanted - (b.free - b.wanted))[0];
    if (short === undefined)
        return undefined;
    const { holder, of, limit, used, wanted, free } = short;
    if (of === 'process') {
        return {
            sum: `one instance wants ${wanted} MB, and ${holder} allows ${limit} MB`,
            hint: `Deploy with memory: ${limit}M or less, or ask for a larger quota.`,
        };
    }
    const unit = of === 'memory' ? ' MB' : ' instances';
    const each = of === 'memory' && free > 0 ? Math.floor(free / need.instances) : 0;
    const ways = [
        `Free some of it (cf scale, cf stop) in ${holder}`,
        ...(each > 0 ? [`deploy with memory: ${each}M or less`] : []),
        ...(need.instances > 1 ? ['deploy with a smaller max-in-flight'] : []),
        'ask for a larger quota',
    ];
    return {
        sum: `${wanted}${unit} more are needed, ${Math.max(0, free)} are free: ${used} of ${limit}${unit} of ${holder} are in use`,
        hint: `${ways.slice(0, -1).join(', ')}, or ${ways.at(-1)}. A rolling deployment needs room beside the old instances; strategy: recreate does not, but has a gap.`,
    };
}
function wantedOf({ instances, memoryMb }, { of }) {
    return of === 'memory' ? instances * memoryMb : of === 'process' ? memoryMb : instances;
}
function tellsOfQuota(words) {
    return /quota|limit[_ ]exceeded/i.test(words);
}
async function withSum(work, need, { api, target }, way) {
    try {
        return await work;
    }
    catch (error) {
        if (!(error instanceof api_errors/* CloudControllerError */.Ij) || error.code !== 'CF_QUOTA')
            throw error;
        const shortfall = shortfallOf(need, await allowancesOf(api, target));
        if (shortfall === undefined)
            throw error;
        throw new api_errors/* CloudControllerError */.Ij(error.code, `${error.message}. ${sentence(shortfall.sum)}`, way ?? shortfall.hint, error);
    }
}
function sentence(clause) {
    return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/evidence/evidence.js









const mostLogLines = 40;
async function gatherEvidence(rollout, tools) {
    const { api } = tools;
    const deployment = await ifPossible(() => findDeployment(rollout, api));
    if (deployment === undefined)
        return { facts: [], log: [] };
    const web = deployment.newWeb ?? (await ifPossible(() => webGuid(rollout, api)));
    if (web === undefined)
        return { facts: deploymentFacts(deployment), log: [] };
    const [all, stats, shortfall] = await Promise.all([
        ifPossible(() => crashesIfTold(api, rollout.appGuid, deployment.createdAt)),
        ifPossible(async () => (0,shapes/* statsFrom */.mW)(await api.find(`/v3/processes/${web}/stats`, 'read the state of the instances'))),
        ifPossible(() => quotaShortfall(rollout, deployment, tools)),
    ]);
    const crashes = ofRelease(all ?? [], web, deployment);
    const crash = crashes.find(({ processType }) => processType === 'web') ?? crashes[0];
    const process = { type: crash?.processType ?? 'web', guid: crash?.processGuid ?? web };
    const log = await ifPossible(() => logOf(rollout, process, deployment, tools));
    const of = (type) => crashes.filter(({ processType }) => processType === type);
    const explained = explain(of(process.type), process.type === 'web' ? (stats ?? []) : [], deployment, log ?? []);
    return withShortfall(explained, shortfall);
}
async function quotaShortfall(rollout, { error }, { api, target }) {
    if (error === undefined || !tellsOfQuota(error))
        return undefined;
    return shortfallOf((0,release_rollout/* needOf */.ER)(rollout), await allowancesOf(api, await target()));
}
function withShortfall(evidence, shortfall) {
    if (shortfall === undefined)
        return evidence;
    return { ...evidence, hint: shortfall.hint, facts: [...evidence.facts, shortfall.sum] };
}
function explain(crashes, stats, deployment, log) {
    const crash = crashes[0];
    const unhealthy = stats.find((entry) => entry.state !== 'RUNNING' || entry.routable === false);
    const index = String(crash?.index ?? unhealthy?.index ?? 0);
    const ofInstance = log.filter((line) => line.instance === index);
    const lines = ofInstance.length === 0 ? log : ofInstance;
    const app = lines.filter((line) => line.sourceType.startsWith('APP/PROC'));
    const health = lines.findLast((line) => line.sourceType === 'HEALTH' && line.stderr)?.text.trim();
    const cell = lines.findLast((line) => line.sourceType === 'CELL' && line.stderr)?.text.trim();
    const placement = unhealthy?.details;
    const exit = crash?.exitDescription;
    const neverHealthy = exit === undefined ? health !== undefined : /never healthy|health ?check/i.test(exit);
    const notStarted = exit !== undefined && /failed to create container/i.test(exit);
    const cause = neverHealthy
        ? (health ?? exit)
        : notStarted
            ? exit
            : (placement ?? (exit === undefined ? undefined : (0,app_log/* errorLine */.B)(app)) ?? exit ?? cell ?? deployment.error);
    const hint = (0,causes/* hintFor */.J)(neverHealthy ? `${cause ?? ''} health check` : cause, exit, placement, deployment.error, cell);
    return {
        ...(cause === undefined ? {} : { cause }),
        ...(hint === undefined ? {} : { hint }),
        facts: [
            ...crashFacts(crashes),
            ...(placement === undefined || placement === cause ? [] : [`instance ${unhealthy?.index ?? 0}: ${placement}`]),
            ...deploymentFacts(deployment),
        ],
        log: worthReading(lines, stats.length > 0 && unhealthy === undefined)
            .slice(-mostLogLines)
            .map(({ at, source, text }) => ({ source, text, ...(at === undefined ? {} : { at }) })),
    };
}
function worthReading(lines, allRun) {
    const telling = lines.filter((line) => line.sourceType.startsWith('APP/PROC') || line.stderr);
    return telling.length === 0 && !allRun ? lines : telling;
}
function deploymentFacts(deployment) {
    return deployment.error === undefined ? [] : [`deployment: ${deployment.error}`];
}
async function findDeployment(rollout, api) {
    if (rollout.deploymentGuid === undefined) {
        return (0,release_deployment/* labelledDeployment */.RG)(api, rollout.appGuid, release_deployment/* runLabel */.Az, rollout.runId);
    }
    const json = await api.find(`/v3/deployments/${rollout.deploymentGuid}`, 'read the deployment');
    return json === undefined ? undefined : (0,deployment/* deploymentFrom */.i)(json);
}
async function webGuid(rollout, api) {
    const web = await api.find(`/v3/apps/${rollout.appGuid}/processes/web`, 'read the web process');
    return web === undefined ? undefined : (0,process/* processFrom */.i)(web).guid;
}
async function logOf(rollout, process, deployment, { log, clock, signal }) {
    const since = Date.parse(deployment.createdAt);
    const sources = [`APP/PROC/${process.type.toUpperCase()}`, 'CELL', 'HEALTH'];
    for (let tries = 1;; tries++) {
        const lines = (await log.since(rollout.appGuid, Number.isNaN(since) ? 0 : since, signal)).filter((line) => sources.some((source) => line.sourceType.startsWith(source)) &&
            (line.processGuid === undefined || line.processGuid === process.guid));
        if (tries === 3 || lines.some((line) => line.sourceType.startsWith('APP')))
            return lines;
        await clock.sleep(1_000, signal);
    }
}
async function ifPossible(read) {
    try {
        return await read();
    }
    catch {
        return undefined;
    }
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/evidence/logs.js
var logs = __webpack_require__(8675);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/history/deploy-revision.js


const refusals = /is the same as the deployed revision|without revisions enabled/i;
async function deployRevision(api, order, revisionGuid, tools) {
    const { clock, signal } = tools;
    try {
        return await (0,release_deployment/* createDeployment */.Yy)(api, clock, signal, { ...order, revisionGuid });
    }
    catch (error) {
        if (!(error instanceof api_errors/* CloudControllerError */.Ij) || !error.has('CF-UnprocessableEntity', refusals))
            throw error;
        tools.note('Cloud Foundry does not deploy this revision: its variables and command are set, and its droplet is deployed.');
    }
    await tools.configure();
    return (0,release_deployment/* createDeployment */.Yy)(api, clock, signal, order);
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/proven.js
var proven = __webpack_require__(4352);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/remarks.js
var remarks = __webpack_require__(1645);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/image/image.js
var image_image = __webpack_require__(9025);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/history/past.js


function byRevisions(revisions, current, { deployments, droplets }) {
    return revisions
        .toSorted((a, b) => b.version - a.version)
        .map((revision) => {
        const { guid, version, dropletGuid } = revision;
        const ofIt = deployments.filter(({ revisionGuid }) => revisionGuid === guid);
        const id = (ofIt.find((one) => endOf(one, deployments) === undefined) ?? ofIt[0])?.guid ?? guid;
        const failed = whyAll(ofIt, deployments);
        return {
            ...{ ref: { id, label: `revision ${version}` }, dropletGuid, revision, current: guid === current },
            names: [guid, String(version), `v${version}`, ...ofIt.map((one) => one.guid)],
            ...timeOf(revision.createdAt),
            ...(isAgain(revision, ofIt) ? { again: true } : {}),
            ...(failed === undefined ? {} : { failed }),
        };
    })
        .map((release) => withDroplet(release, droplets));
}
function byDeployments(current, { deployments, droplets }) {
    const deployed = deployments.map((deployment) => {
        const failed = endOf(deployment, deployments);
        const { guid, dropletGuid, createdAt } = deployment;
        return {
            ...{ ref: (0,release_deployment/* releaseRef */.nW)(deployment, undefined), names: [guid], dropletGuid, current: false },
            ...timeOf(createdAt),
            ...(deployment.labels.has(release_deployment/* restoreLabel */.nn) ? { again: true } : {}),
            ...(failed === undefined ? {} : { failed }),
        };
    });
    const others = droplets
        .filter(({ guid }) => !deployments.some(({ dropletGuid }) => dropletGuid === guid))
        .map(({ guid, createdAt }) => ({
        ...{ ref: (0,release_deployment/* dropletRef */.gs)(guid, undefined), names: [], dropletGuid: guid, current: false },
        ...timeOf(createdAt),
    }));
    const all = [...deployed, ...others].toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0));
    const serving = all.findIndex(({ dropletGuid, failed }) => dropletGuid === current && failed === undefined);
    return all.map((release, position) => withDroplet({ ...release, current: position === serving }, droplets));
}
function withDroplet(release, droplets) {
    const droplet = droplets.find(({ guid }) => guid === release.dropletGuid);
    const image = droplet?.image === undefined ? undefined : (0,image_image/* spelledOut */.Si)(droplet.image);
    const unfit = droplet === undefined || droplet.state !== 'STAGED'
        ? 'its droplet is not kept any more'
        : image === undefined
            ? 'its image is not known'
            : undefined;
    return {
        ...release,
        ref: { ...release.ref, ...(image === undefined ? {} : { image }) },
        names: [...release.names, ...(release.dropletGuid === undefined ? [] : [release.dropletGuid])],
        ...(unfit === undefined ? {} : { unfit }),
        ...(droplet?.packageGuid === undefined ? {} : { packageGuid: droplet.packageGuid }),
    };
}
function whyAll(ofIt, all) {
    const ends = ofIt.map((deployment) => endOf(deployment, all));
    return ends.includes(undefined) ? undefined : ends[0];
}
function endOf({ value, reason, labels }, all) {
    const run = labels.get(release_deployment/* runLabel */.Az);
    if (value === 'ACTIVE')
        return 'its deployment is not done';
    if (reason === 'SUPERSEDED')
        return 'another deployment took over before it was done';
    if (reason !== 'DEPLOYED')
        return 'its deployment was cancelled';
    const wasUndone = run !== undefined && all.some((other) => other.labels.get(release_deployment/* restoreLabel */.nn) === run);
    return wasUndone ? 'it failed, and the release before it was put back' : undefined;
}
function isAgain({ description }, ofIt) {
    return /\brolled back to revision \d/i.test(description) || ofIt.some(({ labels }) => labels.has(release_deployment/* restoreLabel */.nn));
}
function timeOf(createdAt) {
    const at = Date.parse(createdAt);
    return Number.isNaN(at) ? {} : { at };
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/history/history.js












const mostReleases = '100';
class CloudFoundryHistory {
    #parts;
    #serving;
    constructor(parts) {
        this.#parts = parts;
    }
    async releases() {
        const { api } = this.#parts;
        const view = this.#parts.view();
        const current = (0,proven/* provenWeb */.j1)(view.processes, view.deployments)?.revisionGuid;
        const path = `/v3/apps/${view.app.guid}`;
        const newest = { order_by: '-created_at', per_page: mostReleases };
        const [revisions, deployments, droplets] = await Promise.all([
            current === undefined ? [] : api.firstOf(`${path}/revisions`, 'read the revisions', newest),
            api.firstOf('/v3/deployments', 'read the deployments', { app_guids: view.app.guid, ...newest }),
            api.list(`${path}/droplets`, 'read the droplets', { ...newest, per_page: '500' }),
        ]);
        const seen = { deployments: deployments.map(deployment/* deploymentFrom */.i), droplets: droplets.map(shapes/* dropletFrom */.ly) };
        if (current !== undefined) {
            const past = byRevisions(revisions.map(shapes/* revisionFrom */.uU), current, seen);
            this.#serving = past.find((release) => release.current)?.revision;
            return past;
        }
        return byDeployments(view.app.started ? view.droplet?.guid : undefined, seen);
    }
    async wayTo(release) {
        const { context } = this.#parts;
        const { dropletGuid, ref } = release;
        if (dropletGuid === undefined || ref.image === undefined) {
            throw new errors/* ActionError */.lZ('CF_NO_DROPLET', `${ref.label} cannot be deployed: ${release.unfit ?? 'it has no droplet'}`);
        }
        const view = this.#parts.view();
        const change = await this.#settingsOf(view, release.revision);
        this.#parts.adopt(change?.settings);
        const current = this.#parts.state();
        const before = (0,release_rollout/* beforeOf */.v8)(view);
        const candidate = {
            ...{ runId: context.runId, app: context.request.app, image: ref.image, appGuid: view.app.guid, dropletGuid },
            previous: current.running ? current.release : undefined,
            ...(before === undefined ? {} : { before }),
            ...(change?.settings === undefined ? {} : { settings: change.settings.before }),
            ...(current.url === undefined ? {} : { url: current.url }),
        };
        const { maxInFlight } = context.request;
        const plan = {
            current,
            settings: {},
            strategy: 'rolling',
            ...(maxInFlight === undefined ? {} : { maxInFlight }),
        };
        const rollout = (0,release_rollout/* rolloutOf */.Zb)(candidate, plan);
        return {
            rollout: {
                ...rollout,
                ...(change === undefined || release.revision === undefined ? {} : { revisionGuid: release.revision.guid }),
                ...(change?.sidecars === true ? { sidecars: true } : {}),
                ...(change?.otherCommands === true ? { otherCommands: true } : {}),
            },
            changes: change?.changes ?? [],
            remarks: [
                ...(0,remarks/* remarksOn */.r)(plan),
                ...(release.revision !== undefined && change === undefined ? [imageAlone] : []),
                ...(await this.#remarksOn(release)),
            ],
        };
    }
    async #settingsOf(view, revision) {
        if (revision === undefined)
            return undefined;
        const { api, context } = this.#parts;
        const target = await (0,app_settings/* revisedVariables */.Yb)(api, revision.guid);
        const known = target === undefined ? undefined : await readable(() => (0,app_app/* withValues */.tV)(api, view));
        if (target === undefined || known?.variables === undefined)
            return undefined;
        for (const variables of [target, known.variables]) {
            for (const secret of (0,secret_variables/* secretValues */.V)(variables))
                context.mask(secret);
        }
        const now = this.#serving;
        const sidecars = now !== undefined && now.sidecars !== revision.sidecars;
        const otherCommands = now !== undefined && now.otherCommands !== revision.otherCommands;
        const { env, command } = differing(revision, target, { ...known, variables: known.variables });
        const settings = await (0,app_settings/* settingsChange */.QP)(api, { ...(env.size === 0 ? {} : { env }), ...command }, known);
        return {
            ...{ settings, sidecars, otherCommands },
            changes: [
                ...[...env].map(([name, value]) => ({ what: 'env', to: `${signOf(name, value, known.variables)}${name}` })),
                ...('command' in command ? [{ what: 'command', to: 'changed' }] : []),
                ...(otherCommands ? [{ what: 'commands of other processes', to: 'changed' }] : []),
                ...(sidecars ? [{ what: 'sidecars', to: 'changed' }] : []),
            ],
        };
    }
    async #remarksOn({ ref, packageGuid }) {
        const { api } = this.#parts;
        const source = packageGuid === undefined ? undefined : await api.find(`/v3/packages/${packageGuid}`, 'read the package');
        const user = (0,http_json/* textAt */.$6)(source, 'data', 'username') || undefined;
        return [
            ...(ref.image?.includes('@sha256:') === false
                ? [`${ref.image} is named by a tag: what it points at now is what will run.`]
                : []),
            ...(user === undefined
                ? []
                : [`It is pulled with the login of ${user} that was stored with it: is that one still good?`]),
        ];
    }
}
const imageAlone = 'This login may not read variables, so they stay as they are: the image alone goes back.';
function differing({ command }, target, now) {
    const set = [...target].filter(([name, value]) => now.variables.get(name) !== value);
    const gone = [...now.variables.keys()].filter((name) => !target.has(name));
    const isSame = command === undefined || (now.command !== undefined && now.command.text === command);
    return {
        env: new Map([...set, ...gone.map((name) => [name, null])]),
        command: isSame ? {} : { command },
    };
}
function signOf(name, value, now) {
    if (value === null)
        return '-';
    return now?.has(name) === true ? '~' : '+';
}
async function readable(read) {
    try {
        return await read();
    }
    catch (error) {
        if (error instanceof api_errors/* CloudControllerError */.Ij && error.status === 403)
            return undefined;
        throw error;
    }
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/image/rules.js + 3 modules
var rules = __webpack_require__(2518);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/login/identity.js
var identity = __webpack_require__(3356);
// EXTERNAL MODULE: ./build/http/errors.js
var http_errors = __webpack_require__(2602);
// EXTERNAL MODULE: ./build/http/retry.js
var retry = __webpack_require__(4675);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/login/grants.js
var grants = __webpack_require__(5241);
// EXTERNAL MODULE: ./build/duration.js
var duration = __webpack_require__(3110);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/login/oidc-refusal.js
var oidc_refusal = __webpack_require__(9590);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/login/login-error.js






function loginError(response, login, proof) {
    const { status } = response;
    const json = (0,http_json/* parseJson */.qF)(response.body.toString('utf8'));
    const error = (0,http_json/* textAt */.$6)(json, 'error');
    const words = (0,http_json/* textAt */.$6)(json, 'error_description') ?? error;
    const said = words ?? `the login server answered ${status}`;
    const busy = status >= 500 || status === 429;
    const code = busy ? 'CF_LOGIN_UNAVAILABLE' : 'CF_LOGIN';
    const sentence = `Login ${whoOf(login)} failed: ${said} (${(0,http_errors/* nameOf */.Vb)(response.request)}: ${status}${error === undefined ? '' : ` ${error}`})`;
    const general = generalHint(response);
    const known = words === error ? said : `${error ?? ''} ${words}`;
    if (login.kind === 'password' || login.kind === 'client') {
        return new errors/* ActionError */.lZ(code, sentence, { hint: general ?? storedHint(known, login) });
    }
    return new errors/* ActionError */.lZ(code, sentence, {
        hint: general ?? (0,oidc_refusal/* oidcHint */.nD)(known, login, proof),
        details: busy ? [] : (0,oidc_refusal/* proofLines */.UJ)(proof),
        link: `${proof.docs}/cloud-foundry-login.md#${login.kind}`,
    });
}
function whoOf(login) {
    switch (login.kind) {
        case 'client':
            return `of client ${login.id}`;
        case 'password':
            return `of user ${login.username}`;
        case 'oidc-client':
            return `of client ${login.id} by the job’s OIDC token`;
        case 'oidc-user':
            return 'by the job’s OIDC token';
    }
}
function generalHint({ status, headers }) {
    if (status === 429) {
        const waitMs = (0,retry/* retryAfterMs */.V)(headers['retry-after'], Date.now());
        const when = waitMs === undefined ? '' : ` It takes the next one in ${(0,duration/* duration */.p)(waitMs)}.`;
        return `The login server limits requests. Try again later.${when}`;
    }
    if (status >= 500)
        return 'The login server seems to be down or restarting. Try again; if it stays so, ask the operator.';
    if (status === 404)
        return 'Is the api address right? The login server that it names has no /oauth/token.';
    return undefined;
}
function storedHint(words, login) {
    if (/locked/i.test(words))
        return 'Wait some minutes until the lock ends, and put the right password into the secret first.';
    if (/origin|login_hint/i.test(words)) {
        return 'The input origin must be the key of an identity provider that takes passwords: uaa, or what the operator calls the LDAP.';
    }
    if (oidc_refusal/* grantRefusal */.ZZ.test(words)) {
        return login.kind === 'client'
            ? `The client ${login.id} may not log in by itself. The operator adds client_credentials to its authorized_grant_types.`
            : 'This Cloud Foundry takes no passwords from its client cf. Use client-id and client-secret, or oidc.';
    }
    if (login.kind === 'client') {
        return 'Check client-id and client-secret, and that the client may use the grant client_credentials.';
    }
    return login.origin === undefined
        ? 'Check username and password. A user of an identity provider other than uaa needs the input origin too. Users with single sign-on or a second factor have no password login: use a client.'
        : 'Check username, password and origin.';
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/login/token-source.js







const renewBeforeMs = 60_000;
const assumedLifetimeMs = 10 * 60_000;
class TokenSource {
    #parts;
    #endpoint;
    #token;
    #underway;
    constructor(parts) {
        this.#parts = parts;
        this.#endpoint = new URL(`${parts.server.href.replace(/\/+$/, '')}/oauth/token`);
    }
    async bearer() {
        const token = this.#token;
        if (token !== undefined && this.#parts.clock.now() < token.renewAt)
            return token.access;
        return (await this.#renewed()).access;
    }
    async instead(rejected) {
        const token = this.#token;
        if (token !== undefined && token.access !== rejected)
            return token.access;
        return (await this.#renewed()).access;
    }
    identity() {
        return (0,identity/* identityOf */.cu)(this.#parts.login, this.#token?.access ?? '');
    }
    #renewed() {
        this.#underway ??= this.#grant().finally(() => {
            this.#underway = undefined;
        });
        return this.#underway;
    }
    async #grant() {
        const { login, docs, clock } = this.#parts;
        const refresh = this.#token?.refresh;
        if (refresh !== undefined) {
            const response = await this.#ask(() => (0,grants/* refreshGrant */.mB)(login, refresh));
            if (response.status === 200)
                return this.#keep(response);
        }
        let proof;
        const response = await this.#ask(async () => {
            if (login.kind === 'password' || login.kind === 'client')
                return (0,grants/* storedGrant */.qw)(login);
            proof = await this.#parts.oidcToken(login.audience ?? this.#endpoint.href);
            return (0,grants/* assertionGrant */.Vr)(login, proof);
        });
        if (response.status !== 200) {
            throw loginError(response, login, { claims: (0,identity/* claimsOf */.ds)(proof ?? ''), docs, now: clock.now() });
        }
        return this.#keep(response);
    }
    async #ask(grant) {
        const { http, clock } = this.#parts;
        for (let attempt = 1;; attempt++) {
            const request = requestFor(await grant(), this.#endpoint);
            let outcome;
            try {
                outcome = await http.send({ ...request, retry: 'never' });
            }
            catch (error) {
                if (!(error instanceof http_errors/* NetworkError */.Dr))
                    throw error;
                outcome = error;
            }
            const pause = (0,retry/* pauseBeforeRetry */.G)({ ...request, retry: 'safe' }, outcome, attempt, clock.now(), Math.random());
            if (pause === undefined) {
                if (outcome instanceof http_errors/* NetworkError */.Dr)
                    throw outcome;
                return outcome;
            }
            await clock.sleep(pause);
        }
    }
    #keep(response) {
        const json = (0,http_json/* parseJson */.qF)(response.body.toString('utf8'));
        const access = (0,http_json/* textAt */.$6)(json, 'access_token');
        if (access === undefined || !/^[\x21-\x7e]+$/.test(access)) {
            throw new errors/* ActionError */.lZ('CF_LOGIN', `${(0,http_errors/* nameOf */.Vb)(response.request)} answered 200, but without an access token`, {
                hint: 'Is the api address right? The login server that it names does not behave like UAA.',
            });
        }
        this.#parts.mask(access);
        const refresh = (0,http_json/* textAt */.$6)(json, 'refresh_token');
        if (refresh !== undefined)
            this.#parts.mask(refresh);
        const now = this.#parts.clock.now();
        const lifetime = lifetimeMs(json, access, now);
        const token = { access, refresh, renewAt: now + lifetime - Math.min(renewBeforeMs, lifetime / 5) };
        this.#token = token;
        return token;
    }
}
function requestFor({ form, authorization, origin }, endpoint) {
    const url = new URL(endpoint);
    if (origin !== undefined)
        url.searchParams.set('login_hint', JSON.stringify({ origin }));
    return {
        method: 'POST',
        url,
        headers: {
            accept: 'application/json',
            'content-type': 'application/x-www-form-urlencoded',
            ...(authorization === undefined ? {} : { authorization }),
        },
        body: new URLSearchParams(form).toString(),
    };
}
function lifetimeMs(json, access, now) {
    const seconds = (0,http_json/* numberAt */.tk)(json, 'expires_in');
    if (seconds !== undefined)
        return seconds * 1000;
    const expires = (0,http_json/* numberAt */.tk)((0,identity/* claimsOf */.ds)(access), 'exp');
    return expires === undefined ? assumedLifetimeMs : Math.max(0, expires * 1000 - now);
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/manifest/difference.js
var difference = __webpack_require__(2031);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/canary.js
var canary = __webpack_require__(8798);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/release/canceling.js

const limitMs = 60_000;
function isCanceling({ reason }) {
    return reason === 'CANCELING';
}
async function cancelingIsOver(api, appGuid, { clock, signal }) {
    const giveUpAt = clock.now() + limitMs;
    while ((await (0,release_deployment/* newestDeployments */.VW)(api, appGuid)).some(isCanceling)) {
        if (clock.now() >= giveUpAt)
            return false;
        await clock.sleep(1_000, signal);
    }
    return true;
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/release/reuse.js


async function stagedBefore(api, droplets, image) {
    const droplet = droplets.find((one) => one.image !== undefined && (0,image_image/* spelledOut */.Si)(one.image) === image);
    if (droplet?.packageGuid === undefined)
        return undefined;
    const found = await api.find(`/v3/packages/${droplet.packageGuid}`, 'read the package of the droplet');
    return (0,http_json.at)(found, 'data', 'username') === null ? droplet.guid : undefined;
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/evidence/staging.js


function stagingReason(lines) {
    const dueTo = lines.flatMap(({ text }) => /\bdue to (.+)$/s.exec(text)?.[1] ?? []).at(-1);
    if (dueTo !== undefined)
        return dueTo.trim();
    const noise = /^(Exit status|Staging\b|Staging Failed)/;
    return (0,app_log/* errorLine */.B)(lines.filter(({ text }) => !noise.test(text)));
}
const stumbled = /^InsufficientResources\b|^StagerError\b|\b(?:stager|runner) (?:error|is unavailable)\b|unable to communicate to compatible cells/i;
const noContainer = /^Cell \S+ failed to create container for instance /;
const limited = /toomanyrequests|too many requests to registry|rate limit|(?:HTTP status:?|StatusCode:|status code from registry) 429\b/i;
const troubled = /(?:HTTP status:?|StatusCode:|status code from registry) 5\d\d\b/i;
const lockedOut = /failed login attempts/i;
function kindOf({ error, reason }) {
    if (stumbled.test(error ?? '') || noContainer.test(reason ?? ''))
        return 'platform';
    if (reason === undefined)
        return 'other';
    if (lockedOut.test(reason))
        return 'locked out';
    if (limited.test(reason))
        return 'registry limit';
    return troubled.test(reason) ? 'registry trouble' : 'other';
}
function mayPass(failure) {
    const kind = kindOf(failure);
    return kind === 'platform' || kind === 'registry limit' || kind === 'registry trouble';
}
function stagingHint(failure, { image, hasLogin }) {
    const { error, reason } = failure;
    switch (kindOf(failure)) {
        case 'platform':
            return ((0,causes/* hintFor */.J)(error) ??
                'This looks like trouble of the platform. Try again; if it stays so, give this line to the operator.');
        case 'registry limit':
            if (hasLogin) {
                return 'The registry limits what this login may pull, and it is used up. Try again later, give a login with a higher limit, or deploy the image from a mirror or another registry.';
            }
            return image.startsWith('docker.io/')
                ? 'Docker Hub counts pulls without a login by address, over hours, and all apps of the platform share one. Give registry-username and registry-password (an access token that can only read), or deploy the image from a mirror or another registry.'
                : causes/* anonymousLimit */.V;
        case 'registry trouble':
            return 'The registry has trouble of its own. Try again; if it stays so, look at its status page, or ask its operator.';
        case 'locked out':
            return 'The registry was given a wrong login too often, and takes none for a while. Correct registry-username and registry-password, and wait some minutes.';
        case 'other':
            return ((0,causes/* hintFor */.J)(reason, error) ??
                'The platform reads the image again, from its own network and with registry-username and registry-password. cf logs APP --recent may say more.');
    }
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/build.js
var release_build = __webpack_require__(4004);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/package.js
var release_package = __webpack_require__(5724);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/release/stage.js







const pausesMs = [20_000, 60_000];
const mostTries = pausesMs.length + 1;
const stage_mostLogLines = 12;
async function stage(order, tools) {
    const { clock, signal, note } = tools;
    const labels = { ...order.labels, [release_deployment/* runLabel */.Az]: order.runId };
    const build = { ...order, labels, packageGuid: await packageOf(order, tools) };
    let giveUpAt = clock.now() + release_build/* stagingLimitMs */.XZ;
    for (let tries = 1;; tries++) {
        const doing = tries === 1 ? 'start the build' : `start the build in ${tries} tries`;
        const begun = await (0,release_build/* beginBuild */.MQ)(build, doing, giveUpAt, tools);
        if (tries === 1)
            giveUpAt = clock.now() + release_build/* stagingLimitMs */.XZ;
        const outcome = await outcomeOf(begun, order, tries, giveUpAt, tools);
        if (typeof outcome === 'string')
            return outcome;
        const pause = pausesMs[tries - 1];
        if (!outcome.mayPass || pause === undefined || clock.now() + pause >= giveUpAt) {
            for (const line of outcome.lines.slice(-stage_mostLogLines))
                note(`STG ${line.text}`);
            throw outcome.error;
        }
        note(`Staging failed, trying again in ${(0,duration/* duration */.p)(pause)} (try ${tries + 1} of ${mostTries}): ${outcome.cause}`);
        await clock.sleep(pause, signal);
    }
}
function packageOf(order, tools) {
    const { appGuid, runId } = order;
    const mine = { app_guids: appGuid, label_selector: `${release_deployment/* runLabel */.Az}=${runId}`, order_by: '-created_at' };
    return (0,release_package/* createPackage */.N)(order, tools, async () => {
        const [found] = await tools.api.firstOf('/v3/packages', 'look the packages up', mine);
        return found;
    });
}
async function outcomeOf(begun, order, tries, giveUpAt, tools) {
    if (begun instanceof api_errors/* CloudControllerError */.Ij)
        return { cause: begun.message, mayPass: true, error: begun, lines: [] };
    const build = await (0,release_build/* endOfBuild */.dy)(begun, giveUpAt, tools);
    if (build.state === 'STAGED' && build.dropletGuid !== undefined)
        return build.dropletGuid;
    const lines = await stagingLines(build, order.appGuid, tools);
    const reason = stagingReason(lines);
    const told = build.error ?? 'the platform gives no reason';
    const failed = tries === 1 ? 'Staging failed' : `Staging failed ${tries} times`;
    const message = reason === undefined ? `${failed}: ${told}` : `${failed}: ${reason} (${told})`;
    return {
        cause: reason ?? told,
        mayPass: mayPass({ error: build.error, reason }),
        error: new errors/* ActionError */.lZ('CF_STAGING_FAILED', message, {
            hint: stagingHint({ error: build.error, reason }, { image: order.image, hasLogin: order.registry !== undefined }),
        }),
        lines,
    };
}
async function stagingLines(build, appGuid, { log, clock, signal }) {
    const since = Date.parse(build.createdAt);
    let lines = [];
    for (let tries = 0; tries < 3; tries++) {
        if (tries > 0)
            await clock.sleep(1_000, signal);
        const all = await log.since(appGuid, Number.isNaN(since) ? 0 : since - 1_000, signal);
        lines = all.filter((line) => line.sourceType.startsWith('STG'));
        if (stagingReason(lines) !== undefined)
            break;
    }
    return lines;
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/release/droplet.js





const roomForBuild = `A build needs as much memory as an instance of web, ${release_rollout/* usualMemoryMb */.tE} MB at least, beside what runs: free some of it (cf scale, cf stop), or ask for a larger quota.`;
async function dropletFor(order, view, tools) {
    const known = order.registry === undefined ? (view?.droplets ?? []) : [];
    const before = await stagedBefore(tools.api, known, order.image);
    if (before !== undefined) {
        tools.note(`droplet ${before.slice(0, 8)} of this image is there already`);
        return before;
    }
    const web = view === undefined ? undefined : (0,app_app/* webOf */.s3)(view);
    const need = { instances: 1, memoryMb: Math.max(web?.memoryMb ?? 0, release_rollout/* usualMemoryMb */.tE) };
    return withSum(stage(order, tools), need, tools, roomForBuild);
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/labels.js
var release_labels = __webpack_require__(3385);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/release/crash-watch.js


const looksForEvents = 3;
class CrashWatch {
    #api;
    #clock;
    #appGuid;
    #crashes = [];
    #restarts = [];
    #due = 0;
    #areEventsTold = false;
    constructor(api, clock, appGuid) {
        this.#api = api;
        this.#clock = clock;
        this.#appGuid = appGuid;
    }
    get crashes() {
        return this.#crashes;
    }
    exitOf(processType, index) {
        return this.#crashes.find((crash) => crash.processType === processType && crash.index === index)?.exitDescription;
    }
    compare(web, before, now) {
        const indices = (0,instances/* restartedAmong */.tX)(before, now);
        if (indices.length === 0)
            return;
        this.suspect();
        const createdAt = new Date(this.#clock.now()).toISOString();
        const exitDescription = 'the instance ended and was started anew';
        const seen = indices.map((index) => ({
            ...{ processGuid: web, processType: 'web', index },
            ...{ exitDescription, createdAt },
        }));
        this.#restarts = [...seen, ...this.#restarts];
    }
    suspect() {
        this.#due = looksForEvents;
    }
    async read(web, deployment) {
        if (this.#due === 0)
            return;
        this.#due -= 1;
        const told = await crashesIfTold(this.#api, this.#appGuid, deployment.createdAt);
        this.#areEventsTold ||= told !== undefined;
        if (told !== undefined)
            this.#crashes = ofRelease(told, web, deployment);
        else if (!this.#areEventsTold)
            this.#crashes = this.#restarts;
    }
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/release/ending.js



async function appEndedBy(api, appGuid) {
    const json = await api.find(`/v3/apps/${appGuid}`, 'read the app');
    if (json !== undefined && (0,shapes/* appFrom */.Og)(json).started)
        return undefined;
    const type = json === undefined ? 'audit.app.delete-request' : 'audit.app.stop';
    const who = await actorOf(api, appGuid, type);
    const did = json === undefined ? 'deleted' : 'stopped';
    return { phase: 'canceled', message: `Somebody else${who === undefined ? '' : ` (${who})`} ${did} the app.` };
}
async function endedBy(api, appGuid, ours, newest) {
    if ((0,release_deployment/* phaseOf */.hU)(ours) === 'canceled') {
        const who = await actorOf(api, appGuid, 'audit.app.deployment.cancel', ours.guid);
        return {
            phase: 'canceled',
            message: `Somebody else${who === undefined ? '' : ` (${who})`} cancelled this deployment.`,
        };
    }
    const successor = (0,release_deployment/* successorOf */.kz)(ours, newest);
    if (ours.reason !== 'SUPERSEDED' && (ours.value !== 'FINALIZED' || successor === undefined))
        return undefined;
    const who = successor === undefined ? undefined : await actorOf(api, appGuid, 'audit.app.deployment.create', successor.guid);
    const name = successor === undefined ? '' : ` ${successor.guid.slice(0, 8)}`;
    return {
        phase: 'superseded',
        message: `A newer deployment${name}${who === undefined ? '' : ` by ${who}`} took over.`,
    };
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/release/problem.js



const crashLoop = 3;
function problemOf(processes, crashes, deployment, known) {
    const entries = processes.flatMap(({ type, stats }) => stats.map((entry) => ({ type, ...entry })));
    const exitOf = ({ type, index }) => crashes.find((crash) => crash.processType === type && crash.index === index)?.exitDescription;
    const crashed = entries.find(({ state }) => state === 'CRASHED');
    if (crashed !== undefined) {
        const exit = exitOf(crashed) ?? crashes[0]?.exitDescription;
        return { message: exit ?? `${nameOf(crashed)} crashed`, certain: true };
    }
    if (mostOfOne(crashes) >= crashLoop) {
        return { message: crashes[0]?.exitDescription ?? 'an instance crashed', certain: true };
    }
    if (deployment.error !== undefined)
        return { message: deployment.error, certain: false };
    const down = entries.filter((entry) => !(0,instances/* isRunning */.W_)(entry));
    const unplaced = down.find(({ details }) => details !== undefined);
    if (unplaced?.details !== undefined)
        return { message: unplaced.details, certain: false };
    const exit = down.map(exitOf).find((text) => text !== undefined);
    if (exit !== undefined)
        return { message: exit, certain: false };
    if (!known && (0,release_deployment/* phaseOf */.hU)(deployment) === 'done') {
        return { message: 'the process of this release is not there any more', certain: false };
    }
    return undefined;
}
function nameOf({ type, index }) {
    return type === 'web' ? `instance ${index}` : `instance ${index} of ${type}`;
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/release/steps.js
class Steps {
    #instances;
    #hasPaused = false;
    #isOver = false;
    constructor(instances) {
        this.#instances = instances;
    }
    see(deployment) {
        const isLast = this.#isLast(deployment);
        if (deployment.reason === 'PAUSED')
            this.#hasPaused = isLast;
        else if (this.#hasPaused && isLast)
            this.#isOver = true;
    }
    wentOn() {
        if (this.#hasPaused)
            this.#isOver = true;
    }
    now(deployment) {
        if (this.#instances === undefined || this.#isOver || deployment.reason === 'DEPLOYED')
            return undefined;
        return deployment.step ?? { current: 1, total: 1 };
    }
    instancesNow(deployment) {
        const step = this.now(deployment);
        return step === undefined ? undefined : this.#instances?.[step.current - 1];
    }
    #isLast({ step }) {
        return step === undefined || step.current >= step.total;
    }
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/release/look.js











const deploymentEvery = 8;
const previousEvery = 12;
const statsEveryMs = 3_000;
class Lookout {
    #api;
    #clock;
    #rollout;
    #steps;
    #crashes;
    #looks = 0;
    #asked = 'previous';
    #ours;
    #isFresh = false;
    #isStale = false;
    #ended;
    #newWeb;
    #stats = [];
    #statsAt = Number.NEGATIVE_INFINITY;
    #isThere = false;
    #running = 0;
    #wasAlive = false;
    #dark = 0;
    #changedBy = 0;
    #previousBy = 0;
    #previous = [];
    constructor(api, clock, rollout, deployment) {
        this.#api = api;
        this.#clock = clock;
        this.#rollout = rollout;
        this.#steps = new Steps(rollout.canary);
        this.#crashes = new CrashWatch(api, clock, rollout.appGuid);
        if (deployment !== undefined)
            this.#take(deployment);
    }
    get deployment() {
        return this.#ours;
    }
    wentOn() {
        this.#steps.wentOn();
        this.#isStale = true;
    }
    async look() {
        this.#looks += 1;
        this.#isFresh = false;
        if (this.#ours === undefined || this.#isStale)
            await this.#readDeployment();
        if (this.#ours === undefined)
            return this.#nothingYet();
        if (this.#newWeb === undefined)
            await this.#findWeb(this.#ours);
        this.#asked = this.#next();
        if (this.#asked === 'previous' && !(await this.#readPrevious()))
            this.#asked = 'instances';
        if (this.#asked === 'deployment' && !this.#isFresh)
            await this.#readDeployment();
        const others = this.#asked === 'instances' || !this.#isMoving() ? await this.#readInstances() : [];
        return this.#observation(others);
    }
    #next() {
        if (!this.#isMoving() && !this.#isPaused())
            return 'instances';
        if (this.#isMoving() && this.#allRun() && this.#clock.now() - this.#statsAt < statsEveryMs)
            return 'deployment';
        if (this.#asked !== 'instances')
            return 'instances';
        if (this.#isPreviousDue())
            return 'previous';
        return this.#looks % deploymentEvery === 0 ? 'deployment' : 'instances';
    }
    async #readInstances() {
        await this.#readStats();
        const running = this.#stats.filter(instances/* isRunning */.W_).length;
        const isLess = running < this.#running;
        const isNews = !this.#isThere || isLess || (this.#isMoving() && this.#allRun());
        if (isNews && !this.#isFresh)
            await this.#readDeployment();
        if (this.#isDark())
            this.#ended ??= await appEndedBy(this.#api, this.#rollout.appGuid);
        const others = await this.#otherProcesses();
        const all = [...this.#stats, ...others.flatMap(({ stats }) => stats)];
        if (isLess || all.some(({ state }) => state === 'CRASHED'))
            this.#crashes.suspect();
        if (this.#newWeb !== undefined && this.#ours !== undefined)
            await this.#crashes.read(this.#newWeb, this.#ours);
        if (running !== this.#running)
            this.#changedBy = this.#looks;
        this.#running = running;
        if (this.#looks === 1 && this.#isPreviousDue())
            await this.#readPrevious();
        return others;
    }
    #isDark() {
        const isAlive = this.#stats.some(({ state, details }) => state !== 'DOWN' || details !== undefined);
        this.#wasAlive ||= isAlive;
        this.#dark = isAlive || !this.#wasAlive ? 0 : this.#dark + 1;
        return this.#ended === undefined && this.#dark % deploymentEvery === 1;
    }
    #nothingYet() {
        const { wanted } = this.#rollout;
        return { phase: 'moving', release: undefined, instances: [], previous: [], wanted, crashes: 0 };
    }
    #isMoving() {
        return this.#ours !== undefined && (0,release_deployment/* phaseOf */.hU)(this.#ours) === 'moving';
    }
    #isPaused() {
        return this.#ours !== undefined && (0,release_deployment/* phaseOf */.hU)(this.#ours) === 'paused';
    }
    #allRun() {
        return this.#stats.filter(instances/* isRunning */.W_).length >= this.#wantedWeb();
    }
    async #readDeployment() {
        const { appGuid, deploymentGuid, runId } = this.#rollout;
        const wanted = this.#ours?.guid ?? deploymentGuid;
        const newest = await (0,release_deployment/* newestDeployments */.VW)(this.#api, appGuid);
        const labelled = newest.filter((deployment) => deployment.labels.get(release_deployment/* runLabel */.Az) === runId);
        const ours = labelled.find((deployment) => deployment.reason !== 'SUPERSEDED') ??
            newest.find((deployment) => deployment.guid === wanted) ??
            labelled[0] ??
            (await (0,release_deployment/* labelledDeployment */.RG)(this.#api, appGuid, release_deployment/* runLabel */.Az, runId));
        if (ours === undefined)
            return;
        this.#take(ours);
        this.#isFresh = true;
        this.#isStale = false;
        this.#ended ??= await endedBy(this.#api, appGuid, ours, newest);
    }
    #take(ours) {
        if (ours.guid !== this.#ours?.guid)
            this.#newWeb = undefined;
        this.#ours = ours;
        this.#newWeb ??= ours.newWeb;
        this.#steps.see(ours);
        if (ours.reason === 'DEPLOYED')
            this.#previous = undefined;
    }
    async #findWeb(ours) {
        this.#newWeb = ours.newWeb;
        if (this.#newWeb !== undefined)
            return;
        const path = `/v3/apps/${this.#rollout.appGuid}/processes/web`;
        const web = await this.#api.find(path, 'read the web process');
        if (web !== undefined)
            this.#newWeb = (0,process/* processFrom */.i)(web).guid;
    }
    async #readStats() {
        const path = `/v3/processes/${this.#newWeb}/stats`;
        const stats = this.#newWeb === undefined ? undefined : await this.#api.find(path, 'read the state of the instances');
        const now = stats === undefined ? [] : (0,shapes/* statsFrom */.mW)(stats);
        this.#crashes.compare(this.#newWeb ?? '', this.#stats, now);
        this.#stats = now;
        this.#statsAt = this.#clock.now();
        this.#isThere = stats !== undefined;
    }
    #isPreviousDue() {
        const web = this.#oldWeb();
        if (this.#previous === undefined || web === undefined || web === this.#newWeb)
            return false;
        const hasChanged = this.#previousBy < this.#changedBy && this.#looks > this.#changedBy + 1;
        return this.#looks === 1 || hasChanged || this.#looks - this.#previousBy >= previousEvery;
    }
    #oldWeb() {
        const { before } = this.#rollout;
        return before?.running === true ? before.web.guid : undefined;
    }
    async #readPrevious() {
        this.#previousBy = this.#looks;
        const path = `/v3/processes/${this.#oldWeb()}/stats`;
        try {
            const stats = await this.#api.find(path, 'read the state of the old instances');
            this.#previous = stats === undefined ? undefined : (0,shapes/* statsFrom */.mW)(stats).map((entry) => (0,instances/* instanceOf */.hR)('web', entry));
            return true;
        }
        catch (error) {
            if (error instanceof errors/* Cancelled */.cJ || !(error instanceof errors/* ActionError */.lZ))
                throw error;
            return false;
        }
    }
    async #otherProcesses() {
        if (this.#ours === undefined || (0,release_deployment/* phaseOf */.hU)(this.#ours) !== 'done')
            return [];
        const others = this.#rollout.wanted.filter((process) => process.type !== 'web' && process.wanted > 0);
        return Promise.all(others.map(async ({ type }) => {
            const path = `/v3/apps/${this.#rollout.appGuid}/processes/${encodeURIComponent(type)}/stats`;
            const stats = await this.#api.find(path, 'read the state of the instances');
            return { type, stats: stats === undefined ? [] : (0,shapes/* statsFrom */.mW)(stats) };
        }));
    }
    #observation(others) {
        const ours = this.#ours;
        if (ours === undefined)
            return this.#nothingYet();
        const processes = [{ type: 'web', stats: this.#stats }, ...others];
        const problem = this.#ended === undefined
            ? problemOf(processes, this.#crashes.crashes, ours, this.#isThere)
            : { message: this.#ended.message, certain: true };
        const step = this.#steps.now(ours);
        return {
            phase: this.#ended?.phase ?? (0,release_deployment/* phaseOf */.hU)(ours),
            release: (0,release_deployment/* releaseRef */.nW)(ours, this.#rollout.image),
            instances: processes.flatMap(({ type, stats }) => stats.map((entry) => (0,instances/* instanceOf */.hR)(type, entry, this.#crashes.exitOf(type, entry.index)))),
            previous: this.#previous ?? [],
            wanted: this.#wanted(),
            crashes: mostOfOne(this.#crashes.crashes),
            ...(problem === undefined ? {} : { problem }),
            ...(step === undefined ? {} : { step }),
        };
    }
    #wanted() {
        const web = { type: 'web', wanted: this.#wantedWeb() };
        if (this.#ours !== undefined && this.#steps.now(this.#ours) !== undefined)
            return [web];
        return [web, ...this.#rollout.wanted.filter(({ type }) => type !== 'web')];
    }
    #wantedWeb() {
        const ours = this.#ours;
        const isReached = ours !== undefined && ['paused', 'done'].includes((0,release_deployment/* phaseOf */.hU)(ours));
        if (isReached && this.#stats.length > 0)
            return this.#stats.length;
        return (ours === undefined ? undefined : this.#steps.instancesNow(ours)) ?? (0,release_rollout/* wantedWebOf */.FI)(this.#rollout);
    }
}

// EXTERNAL MODULE: ./build/platforms/overtaken.js
var overtaken = __webpack_require__(9498);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/release/overtaken.js




async function refuseIfOvertaken(api, appGuid, read, tools) {
    let newest = await (0,release_deployment/* newestDeployments */.VW)(api, appGuid);
    if (newest.some(isCanceling)) {
        if (!(await cancelingIsOver(api, appGuid, tools))) {
            throw new errors/* ActionError */.lZ('CF_DEPLOYMENT_CANCELING', 'Another deployment of this app is still being cancelled', {
                hint: 'Try again when it has ended: cf curl "/v3/deployments?app_guids=$(cf app APP --guid)" shows it.',
            });
        }
        newest = await (0,release_deployment/* newestDeployments */.VW)(api, appGuid);
    }
    const news = newest.find((deployment) => tools.isForeign(deployment) && isNews(deployment, read));
    if (news === undefined)
        return;
    const did = news.value === 'ACTIVE' ? 'has begun' : 'has been released';
    throw new overtaken/* Overtaken */.c(`Somebody else’s deployment ${news.guid.slice(0, 8)} ${did} meanwhile`);
}
function isNews({ guid, reason }, read) {
    if (reason === 'CANCELED' || reason === 'CANCELING')
        return false;
    const known = read.find((deployment) => deployment.guid === guid);
    return known === undefined || (known.value === 'ACTIVE' && reason === 'DEPLOYED');
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/recreate.js
var recreate = __webpack_require__(2391);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/serving.js
var serving = __webpack_require__(9440);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/release/ours.js




const appearMs = 5_000;
async function appearing(rollout, { api, clock, signal }) {
    const until = clock.now() + appearMs;
    for (;;) {
        const found = await ourDeployment(rollout, api);
        if (found !== undefined || clock.now() >= until)
            return found;
        await clock.sleep(serving/* firstPauseMs */.vx, signal);
    }
}
async function ourDeployment(rollout, api) {
    if (rollout.deploymentGuid !== undefined) {
        const found = await readDeployment(rollout.deploymentGuid, api);
        if (found !== undefined && found.reason !== 'SUPERSEDED')
            return found;
    }
    return (0,release_deployment/* labelledDeployment */.RG)(api, rollout.appGuid, release_deployment/* runLabel */.Az, rollout.runId);
}
async function readDeployment(guid, api) {
    const json = await api.find(`/v3/deployments/${guid}`, 'read the deployment');
    return json === undefined ? undefined : (0,deployment/* deploymentFrom */.i)(json);
}
async function successorOfOurs(rollout, ours, api) {
    const newest = await (0,release_deployment/* newestDeployments */.VW)(api, rollout.appGuid);
    const strangers = newest.filter(({ labels }) => labels.get(release_deployment/* restoreLabel */.nn) !== rollout.runId && labels.get(release_deployment/* runLabel */.Az) !== rollout.runId);
    return (0,release_deployment/* successorOf */.kz)(ours, strangers);
}
async function isStillOurs(rollout, ours, api) {
    return ours.reason !== 'SUPERSEDED' && (await successorOfOurs(rollout, ours, api)) === undefined;
}
async function cancelDeployment(deployment, api) {
    try {
        const path = `/v3/deployments/${deployment.guid}/actions/cancel`;
        await api.write('POST', path, 'cancel the deployment', undefined, 'safe');
    }
    catch (error) {
        const ended = error instanceof api_errors/* CloudControllerError */.Ij &&
            error.status === 422 &&
            error.has('CF-UnprocessableEntity', /cannot cancel/i);
        if (!ended)
            throw error;
    }
}
async function canceled(ours, until, { api, clock, signal }) {
    let deployment = ours;
    let pause = 0;
    while (deployment?.value === 'ACTIVE' && clock.now() < until) {
        if (pause > 0)
            await clock.sleep(pause, signal);
        pause = pause === 0 ? serving/* firstPauseMs */.vx : (0,serving/* longer */.Et)(pause);
        if (deployment.reason !== 'CANCELING')
            await cancelDeployment(deployment, api);
        deployment = await readDeployment(ours.guid, api);
    }
    return deployment;
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/put-back.js + 1 modules
var put_back = __webpack_require__(8300);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/release/restore.js











const restore_limitMs = 90_000;
async function cancelRollout(rollout, api, remembered) {
    const ours = await ourDeployment(rollout, api);
    if (ours !== undefined && rollout.before?.running !== true) {
        if (!(await isStillOurs(rollout, ours, api)))
            return;
        await (0,recreate/* stopApp */.cR)(rollout, api);
    }
    else if (ours?.value === 'ACTIVE' && ours.reason !== 'CANCELING')
        await cancelDeployment(ours, api);
    else if (ours === undefined && (await standsStill(rollout, api)))
        await (0,recreate/* startApp */.Yk)(rollout, api);
    const { settings, before, appGuid } = rollout;
    const isForgotten = settings !== undefined && (settings.forgotten.length > 0 || settings.command === 'forgotten');
    if (!isForgotten || remembered === undefined || before === undefined)
        return;
    if (ours?.value === 'FINALIZED' && !(await isStillOurs(rollout, ours, api)))
        return;
    const old = ours?.value === 'ACTIVE' ? before.web.guid : undefined;
    await (0,app_settings/* writeSettings */.Ln)(api, appGuid, remembered, old);
}
async function restoreUnbegun(rollout, tools) {
    const { api, clock } = tools;
    const { before, previous, appGuid } = rollout;
    const until = clock.now() + restore_limitMs;
    const json = await api.find(`/v3/apps/${appGuid}`, 'read the app');
    if (json === undefined)
        return nothingServes('the app is not there any more', true);
    const app = (0,shapes/* appFrom */.Og)(json);
    if (before !== undefined && typeof app.dropletGuid === 'string' && app.dropletGuid !== before.dropletGuid) {
        const newest = await (0,release_deployment/* newestDeployments */.VW)(api, appGuid);
        const theirs = newest.find(({ dropletGuid }) => dropletGuid === app.dropletGuid);
        return leftAlone(rollout, theirs, api);
    }
    const { sidecars: _untouched, ...prepared } = rollout;
    const back = await (0,put_back/* putBack */.pK)(prepared, tools);
    const how = rollout.recreate === true && !app.started ? 'the app was started again' : 'the release had not begun';
    if (before?.running !== true)
        return (0,put_back/* withSettings */.GY)(nothingServes(how, true), back);
    if (rollout.recreate === true && !app.started)
        await (0,recreate/* startApp */.Yk)(rollout, api);
    return (0,put_back/* withSettings */.GY)(await (0,serving/* verified */.zr)(rollout, before, previous, how, until, tools), back);
}
async function restoreRollout(rollout, tools) {
    const { api } = tools;
    const until = tools.clock.now() + restore_limitMs;
    const { before } = rollout;
    const ours = await appearing(rollout, tools);
    if (ours === undefined)
        return restoreUnbegun(rollout, tools);
    const successor = await successorOfOurs(rollout, ours, api);
    if (ours.reason === 'SUPERSEDED' || successor !== undefined)
        return leftAlone(rollout, successor, api);
    if (before?.running !== true)
        return stopAgain(rollout, before, until, tools);
    const ended = await canceled(ours, until, tools);
    if (ended === undefined || ended.value === 'ACTIVE') {
        const running = await (0,serving/* runningOf */.Tx)(before.web.guid, api);
        const settings = (0,release_rollout/* isTouched */.Dn)(rollout) ? ', so its settings are not put back' : '';
        const how = `the deployment is not cancelled after ${restore_limitMs / 1000} s${settings}`;
        return { serves: rollout.previous, verified: false, running, wanted: before.web.instances, how };
    }
    if (ended.reason === 'SUPERSEDED')
        return leftAlone(rollout, await successorOfOurs(rollout, ended, api), api);
    const isProven = ended.previousDropletGuid === undefined || ended.previousDropletGuid === before.dropletGuid;
    if (ended.reason !== 'CANCELED' || !isProven)
        return deployPrevious(rollout, before, until, tools);
    const back = await (0,put_back/* putBack */.pK)(rollout, tools);
    return (0,put_back/* withSettings */.GY)(await (0,serving/* verified */.zr)(rollout, before, rollout.previous, 'deployment cancelled', until, tools), back);
}
async function standsStill({ recreate, before, appGuid }, api) {
    if (recreate !== true || before?.running !== true)
        return false;
    const app = (0,shapes/* appFrom */.Og)(await api.get(`/v3/apps/${appGuid}`, 'read the app'));
    return !app.started && app.dropletGuid === before.dropletGuid;
}
async function leftAlone(rollout, successor, api) {
    const { running, wanted } = await (0,serving/* webInstances */.hf)(rollout, api);
    const path = successor?.dropletGuid === undefined ? undefined : `/v3/droplets/${successor.dropletGuid}`;
    const droplet = path === undefined ? undefined : await api.find(path, 'read the droplet');
    const image = droplet === undefined ? undefined : (0,shapes/* dropletFrom */.ly)(droplet).image;
    return {
        serves: successor === undefined ? undefined : (0,release_deployment/* releaseRef */.nW)(successor, image === undefined ? image : (0,image_image/* spelledOut */.Si)(image)),
        verified: false,
        running,
        wanted: wanted ?? 0,
        how: 'a newer deployment by somebody else took over; it was left alone',
    };
}
async function stopAgain(rollout, before, until, tools) {
    const { api, clock, signal } = tools;
    await (0,recreate/* stopApp */.cR)(rollout, api);
    const path = `/v3/apps/${rollout.appGuid}`;
    if (before?.dropletGuid !== undefined) {
        const body = { data: { guid: before.dropletGuid } };
        await api.write('PATCH', `${path}/relationships/current_droplet`, 'set the previous droplet again', body, 'safe');
    }
    if (before !== undefined) {
        const sizes = (0,release_rollout/* optionsBefore */.Ai)(rollout.options, before);
        await (0,release_deployment/* resize */.XR)(api, `/v3/processes/${before.web.guid}`, sizes, 'set the previous size again');
    }
    const back = before === undefined ? put_back/* nothingToPutBack */.NX : await (0,put_back/* putBack */.pK)(rollout, tools);
    let started = true;
    for (let pause = serving/* firstPauseMs */.vx; started; pause = (0,serving/* longer */.Et)(pause)) {
        started = (0,shapes/* appFrom */.Og)(await api.get(path, 'read the app')).started;
        if (clock.now() >= until)
            break;
        if (started)
            await clock.sleep(pause, signal);
    }
    const how = before === undefined ? 'the app was stopped' : 'the app was stopped again';
    return (0,put_back/* withSettings */.GY)(nothingServes(how, !started), back);
}
function nothingServes(how, verified) {
    return { serves: undefined, verified, running: 0, wanted: 0, how };
}
async function deployPrevious(rollout, before, until, tools) {
    const { api, clock, signal } = tools;
    if (before.dropletGuid === undefined) {
        throw new errors/* ActionError */.lZ('CF_NO_PREVIOUS_DROPLET', 'There is no droplet to go back to: the app ran without one before');
    }
    const order = {
        appGuid: rollout.appGuid,
        dropletGuid: before.dropletGuid,
        label: release_deployment/* restoreLabel */.nn,
        runId: rollout.runId,
        doing: 'deploy the previous droplet again',
    };
    const undo = (0,release_rollout/* optionsBefore */.Ai)(rollout.options, before);
    let deployment = await (0,release_deployment/* labelledDeployment */.RG)(api, rollout.appGuid, release_deployment/* restoreLabel */.nn, rollout.runId);
    if (deployment === undefined && rollout.recreate === true)
        await (0,recreate/* stopForGood */.RE)(rollout, tools);
    const back = (0,put_back/* withCommandsLeft */.AC)(await (0,put_back/* putBack */.pK)(rollout, tools, deployment !== undefined), rollout);
    if (deployment === undefined) {
        try {
            const allAtOnce = { ...undo, max_in_flight: Math.max(1, before.web.instances) };
            deployment = await (0,release_deployment/* createDeployment */.Yy)(api, clock, signal, { ...order, options: allAtOnce });
        }
        catch (error) {
            if (!(error instanceof api_errors/* CloudControllerError */.Ij) || error.code !== 'CF_QUOTA')
                throw error;
            deployment = await (0,release_deployment/* createDeployment */.Yy)(api, clock, signal, { ...order, options: undo });
        }
    }
    for (let pause = serving/* firstPauseMs */.vx; deployment?.value === 'ACTIVE' && clock.now() < until; pause = (0,serving/* longer */.Et)(pause)) {
        await clock.sleep(pause, signal);
        deployment = await readDeployment(deployment.guid, api);
    }
    if (deployment === undefined || deployment.reason !== 'DEPLOYED') {
        const { running, wanted } = await (0,serving/* webInstances */.hf)(rollout, api);
        const state = deployment === undefined ? 'gone' : deployment.reason.toLowerCase();
        const how = `the previous droplet was deployed again, but that deployment is ${state}`;
        const wants = wanted ?? before.web.instances;
        return (0,put_back/* withSettings */.GY)({ serves: rollout.previous, verified: false, running, wanted: wants, how }, back);
    }
    const serves = (0,release_deployment/* releaseRef */.nW)(deployment, rollout.previous?.image);
    const how = 'the previous droplet was deployed again';
    return (0,put_back/* withSettings */.GY)(await (0,serving/* verified */.zr)(rollout, before, serves, how, until, tools), back);
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/explanations.js
var explanations = __webpack_require__(5593);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/task/hints.js

const known = [
    {
        words: /out of memory|status 137/i,
        hint: 'The command used more memory than it has. Give it more: before-release-memory, or memory of a task.',
    },
    {
        words: /^Failed to run: no such file or directory/,
        hint: 'The image has no /bin/sh, by which Cloud Foundry runs a command. Build it on a base that has one.',
    },
    {
        words: /status 127/,
        hint: 'The shell did not find the command. Cloud Foundry runs it in /, without the image’s WORKDIR and ENTRYPOINT: write cd /app && … before it.',
    },
    {
        words: /status 126/,
        hint: 'What was to be run is no program, or not to be run by this user of the image.',
    },
    {
        words: /task was cancelled/,
        hint: 'Somebody ended it, with cf terminate-task or in another way.',
    },
    {
        words: /expired in PENDING|unable to (request|determine)/i,
        hint: 'The platform lost the command. Whether it has done anything is not known: look before it is run again.',
    },
];
function taskHint(reason, said) {
    const words = [said, reason].filter((text) => text !== undefined);
    return known.find((entry) => words.some((text) => entry.words.test(text)))?.hint ?? (0,causes/* hintFor */.J)(...words);
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/task/record.js
var task_record = __webpack_require__(3645);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/task/requests.js
var requests = __webpack_require__(8718);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/task/task-log.js
const lateNs = 2000000000n;
const mostPages = 10;
const lastLooks = 4;
const lastPauseMs = 1_000;
class TaskLog {
    #parts;
    #appGuid;
    #source;
    #newest;
    #told = new Map();
    #hasEnd = false;
    constructor(task, parts) {
        this.#parts = parts;
        this.#appGuid = task.appGuid;
        this.#source = `APP/TASK/${task.name}`;
        const since = Date.parse(task.createdAt);
        this.#newest = Number.isNaN(since) ? 0n : BigInt(since) * 1000000n;
    }
    async read() {
        const { log, signal } = this.#parts;
        const fresh = [];
        let start = this.#newest - lateNs;
        for (let pages = 0; pages < mostPages; pages++) {
            const page = await log.from(this.#appGuid, start < 0n ? 0n : start, signal);
            if (page === undefined)
                return pages === 0 ? undefined : this.#tell(fresh);
            fresh.push(...page.lines.filter((line) => line.sourceType === this.#source));
            const last = page.lines.at(-1)?.nanoseconds ?? 0n;
            if (last > this.#newest)
                this.#newest = last;
            if (!page.more)
                break;
            start = last > start ? last : start + 1n;
        }
        return this.#tell(fresh);
    }
    async rest() {
        const lines = [];
        for (let looks = 1;; looks++) {
            const more = await this.read();
            if (more === undefined)
                return looks === 1 ? undefined : lines;
            lines.push(...more);
            if (this.#hasEnd || looks === lastLooks)
                return lines;
            await this.#parts.clock.sleep(lastPauseMs, this.#parts.signal);
        }
    }
    #tell(lines) {
        const told = lines.flatMap(({ nanoseconds, text, stderr, at }) => {
            const key = `${nanoseconds} ${stderr} ${text}`;
            if (this.#told.has(key))
                return [];
            this.#told.set(key, nanoseconds);
            if (/^Exit status \d+/.test(text))
                this.#hasEnd = true;
            return [
                { source: stderr === true ? 'ERR' : 'OUT', text, stderr: stderr === true, ...(at === undefined ? {} : { at }) },
            ];
        });
        for (const [key, at] of this.#told)
            if (at < this.#newest - lateNs)
                this.#told.delete(key);
        return told;
    }
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/task/tasks.js












const lastLines = 50;
class CloudFoundryTasks {
    anyImage = true;
    #parts;
    #followed;
    #isDeaf = false;
    constructor(parts) {
        this.#parts = parts;
    }
    async start(command, on) {
        const { runId } = on ?? this.#parts.context;
        const appGuid = on?.appGuid ?? this.#parts.appGuid();
        if (on !== undefined)
            await this.#parts.ready(on);
        await this.#maskVariables(appGuid);
        const created = (0,requests/* startTask */.g)(appGuid, runId, {
            command: command.command,
            name: `run-${runId}`,
            ...(command.memoryMb === undefined ? {} : { memory_in_mb: command.memoryMb }),
            ...(command.diskMb === undefined ? {} : { disk_in_mb: command.diskMb }),
            ...(on === undefined ? {} : { droplet_guid: on.dropletGuid }),
            metadata: { labels: { [release_deployment/* runLabel */.Az]: runId } },
        }, this.#tools());
        const need = { instances: 1, memoryMb: command.memoryMb ?? release_rollout/* usualMemoryMb */.tE };
        const task = await withSum(created, need, { api: this.#parts.api, target: await this.#parts.target() }, explanations/* moreRoom */.hd);
        return { runId, app: this.#parts.context.request.app, id: task.guid };
    }
    async look(task) {
        const record = await this.#find(task, this.#parts.api);
        if (record === undefined)
            return undefined;
        const { log, last } = this.#follow(record);
        const lines = await ((0,task_record/* hasEnded */.hY)(record) ? log.rest() : log.read());
        if (lines === undefined)
            this.#tellDeaf();
        last.push(...(lines ?? []).slice(-lastLines));
        last.splice(0, last.length - lastLines);
        const { state, exitCode, reason } = (0,task_record/* stateOf */.L4)(record);
        const hint = state === 'failed' ? taskHint(reason, (0,app_log/* errorLine */.B)(last)) : undefined;
        return {
            ...{ state, lines: lines ?? [] },
            ...(exitCode === undefined ? {} : { exitCode }),
            ...(reason === undefined ? {} : { reason }),
            ...(hint === undefined ? {} : { hint }),
        };
    }
    cancel(task) {
        return (0,requests/* cancelTask */.y)(task, this.#tools());
    }
    async #maskVariables(appGuid) {
        const { api, context } = this.#parts;
        try {
            for (const secret of (0,secret_variables/* secretValues */.V)(await (0,app_app/* variablesOf */.ht)(api, appGuid)))
                context.mask(secret);
        }
        catch (error) {
            if (!(error instanceof api_errors/* CloudControllerError */.Ij) || error.status !== 403)
                throw error;
        }
    }
    #tools() {
        const { api, context } = this.#parts;
        return { api, context, find: this.#find };
    }
    #find = async ({ id, runId }, api) => {
        if (id !== undefined) {
            const json = await api.find(`/v3/tasks/${id}`, 'read the task');
            return json === undefined ? undefined : (0,task_record/* taskFrom */.Km)(json);
        }
        const found = await api.firstOf('/v3/tasks', 'look the task up', { label_selector: `${release_deployment/* runLabel */.Az}=${runId}` });
        return found[0] === undefined ? undefined : (0,task_record/* taskFrom */.Km)(found[0]);
    };
    #follow(record) {
        if (this.#followed?.guid !== record.guid) {
            const { log, context } = this.#parts;
            const { clock, signal } = context;
            this.#followed = { guid: record.guid, log: new TaskLog(record, { log, clock, signal }), last: [] };
        }
        return this.#followed;
    }
    #tellDeaf() {
        if (!this.#isDeaf)
            this.#parts.context.note('What the command prints cannot be shown: log-cache does not tell it.');
        this.#isDeaf = true;
    }
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/platform.js






































const title = 'Cloud Foundry';
const cancelDeadlineMs = 4_000;
class CloudFoundry {
    kind = 'cloudfoundry';
    title = title;
    target;
    tasks;
    history;
    #context;
    #login;
    #tokens;
    #api;
    #log;
    #names;
    #place;
    #isRead = false;
    #view;
    #survey = app_survey/* nothingAsked */.Ii;
    #configurator;
    #isOrdered = false;
    #lookout;
    constructor(context, links, login, names) {
        const { http, clock, signal } = context;
        this.#context = context;
        this.#login = login;
        this.#names = names;
        this.target = `${names.org} / ${names.space} at ${context.request.api.host}`;
        this.#tokens = new TokenSource({
            ...{ http, clock, login, docs: context.docs },
            server: login.kind === 'oidc-user' || login.kind === 'oidc-client' ? links.uaa : links.login,
            mask: (secret) => context.mask(secret),
            oidcToken: (audience) => context.oidcToken(audience),
        });
        const tokens = this.#tokens;
        const note = (line) => context.note(line);
        const role = () => (0,identity/* roleCommand */.eL)(tokens.identity(), names.org, names.space);
        this.#api = new cloud_controller/* CloudController */.qx({ http, base: links.api, tokens, signal, role, note });
        this.#log = new logs/* AppLog */.E(http, links.logCache, tokens);
        this.tasks = new CloudFoundryTasks({
            ...{ api: this.#api, log: this.#log, context },
            appGuid: () => this.#read().app.guid,
            ready: (rollout) => this.#readyFor(rollout),
            target: async () => (await this.#entered()).target,
        });
        this.history = new CloudFoundryHistory({
            ...{ api: this.#api, context, view: () => this.#read() },
            state: () => (0,app_state/* stateOf */.L)(this.#read(), this.#survey, context.request.settings),
            adopt: (settings) => {
                this.#isOrdered = false;
                this.#configurator = new configurator/* Configurator */.c((0,app_configuration/* settingsAlone */.d)(settings));
            },
        });
    }
    async login() {
        await this.#entered();
        return (0,identity/* signature */.vl)(this.#tokens.identity(), this.#login);
    }
    async read() {
        if (this.#isRead)
            this.#place = undefined;
        this.#isRead = true;
        const { target, app } = await this.#entered();
        const { settings, image } = this.#context.request;
        this.#view = app === undefined ? undefined : await (0,app_app/* viewApp */.tP)(this.#api, app, settings);
        if (image !== undefined)
            this.#survey = await (0,app_survey/* survey */.Fr)(this.#api, target, this.#view, this.#context.request);
        if (this.#view === undefined)
            return undefined;
        for (const secret of (0,secret_variables/* secretValues */.V)(this.#view.variables ?? new Map()))
            this.#context.mask(secret);
        const canceling = this.#view.deployments.find((one) => isCanceling(one) && this.#isForeign(one));
        if (canceling !== undefined) {
            this.#context.note(`deployment ${canceling.guid.slice(0, 8)} is being cancelled: waiting for it`);
            const over = await cancelingIsOver(this.#api, this.#view.app.guid, this.#context);
            if (over)
                return this.read();
        }
        const state = (0,app_state/* stateOf */.L)(this.#view, this.#survey, settings);
        const busy = await this.#busy(this.#view, state);
        return busy === undefined ? state : { ...state, busy };
    }
    async serving({ current, facts }) {
        const view = this.#read();
        const expected = { release: current?.release, processes: current?.processes ?? [] };
        const { request } = this.#context;
        const doubted = portDoubt(view, this.#survey, request, (0,ports/* tcpPorts */.C)(facts));
        const { services } = this.#survey;
        return lookAtStanding(this.#api, view, expected, request, { doubted, services });
    }
    pending() {
        const { manifest } = this.#survey;
        return manifest === undefined ? [] : manifest.differences.map((one) => (0,difference/* changeOf */.C2)(one, manifest.rest));
    }
    imageFor(facts) {
        return (0,image_image/* imageFor */.zd)(facts);
    }
    check(subject) {
        const web = this.#view === undefined ? undefined : (0,app_app/* webOf */.s3)(this.#view);
        const diskMb = web === undefined || web.diskMb === 0 ? undefined : web.diskMb;
        return (0,rules/* cloudFoundryFindings */.j)({ ...subject, diskMb, korifi: false });
    }
    remarks(plan) {
        const gaps = portGaps(this.#view, this.#survey, this.#context.request, (0,ports/* tcpPorts */.C)(plan.facts));
        return [...(0,remarks/* remarksOn */.r)(plan), ...gaps];
    }
    async prepare(plan) {
        const { clock, signal, runId, request } = this.#context;
        const { ifBusy } = request;
        const note = (line) => this.#context.note(line);
        const { target } = await this.#entered();
        const { routes, port = null } = request.settings;
        const found = { view: this.#view, survey: this.#survey };
        this.#isOrdered = false;
        const configuration = await (0,app_configuration/* configurationFor */.a)(this.#api, plan, request, found);
        this.#configurator = new configurator/* Configurator */.c(configuration);
        const labels = (0,release_labels/* labelsOf */.P)(plan.facts, this.#context.revision);
        const getsDefault = routes === undefined && request.manifest?.rest?.['random-route'] === undefined;
        const { app, route } = await (0,create_app/* createApp */.Ef)(this.#view, { target, name: plan.app, runId, labels, defaultRoute: getsDefault, port }, { api: this.#api, clock, signal, note });
        const url = (0,app_state/* urlOf */.r)(routes ?? (route === undefined ? [] : [route]));
        const dropletGuid = await dropletFor({ appGuid: app.guid, image: plan.image, registry: plan.registry, runId, labels, ifBusy }, this.#view, { api: this.#api, log: this.#log, clock, signal, note, target });
        const before = this.#view === undefined ? undefined : (0,release_rollout/* beforeOf */.v8)(this.#view);
        return {
            runId,
            app: plan.app,
            image: plan.image,
            previous: plan.current?.running === true ? plan.current.release : undefined,
            ...{ appGuid: app.guid, dropletGuid, labels },
            ...(before === undefined ? {} : { before }),
            ...configuration.before,
            ...(url === undefined ? {} : { url }),
        };
    }
    rolloutOf(candidate, plan) {
        return (0,release_rollout/* rolloutOf */.Zb)(candidate, plan);
    }
    async release(rollout) {
        const { clock, signal } = this.#context;
        const { appGuid, dropletGuid, revisionGuid, labels, options, canary, runId } = rollout;
        const { target } = await this.#entered();
        await this.#refuseIfOvertaken(appGuid);
        const configured = this.#configured(appGuid, target);
        if (revisionGuid === undefined)
            await this.#configurator?.startWith(configured);
        await this.#configurator?.actAtOnce(configured);
        this.#isOrdered = true;
        if (rollout.recreate === true)
            await (0,recreate/* stopForGood */.RE)(rollout, { api: this.#api, clock, signal });
        const strategy = canary === undefined ? undefined : 'canary';
        const order = {
            ...{ appGuid, dropletGuid, strategy, options, labels },
            ...{ label: release_deployment/* runLabel */.Az, runId, doing: 'create the deployment' },
        };
        const note = (line) => this.#context.note(line);
        const configure = async () => new configurator/* Configurator */.c(this.#configurator?.configuration ?? (0,app_configuration/* settingsAlone */.d)(undefined)).startWith(configured);
        const asked = (revisionGuid === undefined
            ? (0,release_deployment/* createDeployment */.Yy)(this.#api, clock, signal, order)
            : deployRevision(this.#api, order, revisionGuid, { clock, signal, note, configure })).catch(async (error) => {
            if (!(0,create_once/* mayHaveActed */.L)(error))
                this.#isOrdered = await (0,release_deployment/* isStored */.mL)(this.#api, rollout);
            throw error;
        });
        const deployment = await withSum(asked, (0,release_rollout/* needOf */.ER)(rollout), { api: this.#api, target });
        const begun = { ...rollout, deploymentGuid: deployment.guid };
        this.#lookout = { runId, lookout: new Lookout(this.#api, clock, begun, deployment) };
        return begun;
    }
    observe(rollout) {
        return this.#lookoutFor(rollout).look();
    }
    async advance(rollout) {
        const lookout = this.#lookoutFor(rollout);
        if (lookout.deployment === undefined)
            throw new errors/* ActionError */.lZ('CF_NOT_PAUSED', 'The deployment has not been seen yet');
        await (0,canary/* continueCanary */.E)(this.#api, lookout.deployment, this.#context);
        lookout.wentOn();
    }
    #lookoutFor(rollout) {
        if (this.#lookout?.runId !== rollout.runId) {
            const lookout = new Lookout(this.#api, this.#context.clock, rollout);
            this.#lookout = { runId: rollout.runId, lookout };
        }
        return this.#lookout.lookout;
    }
    async conclude() {
        return (await this.#configurator?.conclude({ api: this.#api })) ?? [];
    }
    cancel(rollout) {
        const remembered = this.#configurator?.configuration.settings?.previous;
        return cancelRollout(this.#asLeft(rollout), this.#api.unstoppable(cancelDeadlineMs), remembered);
    }
    async restore(rollout) {
        const { revisionGuid } = rollout;
        const { settings } = this.#context.request;
        const asked = revisionGuid === undefined ? settings : await (0,recall/* settingsOfRevision */.Go)(this.#api, revisionGuid);
        const isUnbegun = this.#configurator !== undefined && !this.#isOrdered;
        const restore = isUnbegun ? restoreUnbegun : restoreRollout;
        const remembered = this.#configurator?.configuration;
        return restore(this.#asLeft(rollout), { ...this.#wayOut(), remembered, asked });
    }
    evidence(rollout) {
        const target = () => this.#entered().then((place) => place.target);
        return gatherEvidence(rollout, { ...this.#wayOut(), log: this.#log, target });
    }
    #configured(appGuid, { space }) {
        const { clock, signal, runId, request } = this.#context;
        const note = (line) => this.#context.note(line);
        return { api: this.#api, clock, signal, note, runId, app: request.app, appGuid, spaceGuid: space.guid };
    }
    #asLeft(rollout) {
        return this.#configurator?.asLeft(rollout) ?? rollout;
    }
    #read() {
        if (this.#view !== undefined)
            return this.#view;
        throw new errors/* ActionError */.lZ('CF_NOT_READ', `The app ${this.#context.request.app} has not been read, or is not there`);
    }
    async #readyFor({ appGuid }) {
        if (this.#configurator?.isStartedWith !== true)
            return;
        await this.#refuseIfOvertaken(appGuid);
        await this.#configurator.startWith(this.#configured(appGuid, (await this.#entered()).target));
    }
    #refuseIfOvertaken(appGuid) {
        const { clock, signal } = this.#context;
        const isForeign = (deployment) => this.#isForeign(deployment);
        return refuseIfOvertaken(this.#api, appGuid, this.#view?.deployments ?? [], { clock, signal, isForeign });
    }
    #wayOut() {
        const { clock, signal } = this.#context;
        return signal.aborted
            ? { api: this.#api.unstoppable(), clock, signal: undefined }
            : { api: this.#api, clock, signal };
    }
    #entered() {
        const names = { ...this.#names, app: this.#context.request.app };
        this.#place ??= enter(this.#api, names, () => this.#tokens.identity());
        return this.#place;
    }
    #isForeign({ labels }) {
        return ![release_deployment/* runLabel */.Az, release_deployment/* restoreLabel */.nn].some((label) => labels.get(label) === this.#context.runId);
    }
    async #busy(view, { processes, healthTimeoutMs = 0 }) {
        const active = view.deployments.find((one) => one.value === 'ACTIVE' && this.#isForeign(one));
        if (active === undefined)
            return undefined;
        const instances = processes.find(({ type }) => type === 'web')?.wanted ?? 0;
        const now = this.#context.clock.now();
        return busyWith(this.#api, active, { appGuid: view.app.guid, instances, healthTimeoutMs, now });
    }
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/index.js





const cloudFoundry = {
    kind: 'cloudfoundry',
    title: title,
    mistakes,
    async readManifest(text, asked) {
        return (await Promise.all(/* import() */[__webpack_require__.e(815), __webpack_require__.e(355)]).then(__webpack_require__.bind(__webpack_require__, 6355))).readManifest(text, asked);
    },
    async detect(context) {
        const { request } = context;
        const links = await discover(context.http, request.api, context.signal);
        if (links === undefined)
            return undefined;
        const { login, org, space } = request;
        if (org === undefined || space === undefined)
            throw new input_error/* InputError */.d(mistakes(request));
        if (links.korifi) {
            return (await __webpack_require__.e(/* import() */ 383).then(__webpack_require__.bind(__webpack_require__, 6383))).openKorifi(context, links, { org, space });
        }
        if (login.kind === 'token')
            throw new input_error/* InputError */.d([...mistakes(request), noToken]);
        const tooNew = versionMistakes(links.version, request);
        if (tooNew.length > 0)
            throw new input_error/* InputError */.d(tooNew);
        return new CloudFoundry(context, links, login, { org, space });
    },
};
const noToken = {
    input: 'token',
    message: 'is for Korifi, Deis and Drycc · this Cloud Foundry takes username and password, client-id and client-secret, or oidc',
};
const cloudfoundry_longestCommand = 4096;
function mistakes(draft) {
    const found = [];
    const { app, settings } = draft;
    if (draft.org === undefined)
        found.push({ input: 'org', message: 'is needed for Cloud Foundry' });
    if (draft.space === undefined)
        found.push({ input: 'space', message: 'is needed for Cloud Foundry' });
    if (draft.workspace !== undefined) {
        found.push({ input: 'workspace', message: 'is for Drycc · Cloud Foundry takes org and space' });
    }
    if (app !== undefined && app.length > 255) {
        found.push({ input: 'app', message: `is ${app.length} characters long · Cloud Foundry takes 255` });
    }
    for (const [input, once] of [['before-release', draft.beforeRelease], ['command', draft.task]]) {
        const length = once?.command.length ?? 0;
        if (length <= cloudfoundry_longestCommand)
            continue;
        found.push({
            input,
            message: `is ${length} characters long · Cloud Foundry takes ${cloudfoundry_longestCommand}: call a script`,
        });
    }
    if (draft.strategy === 'recreate' && draft.maxInFlight !== undefined) {
        found.push({ input: 'max-in-flight', message: 'does not go with strategy: recreate, which starts all at once' });
    }
    found.push(...settingsMistakes(settings), ...manifestMistakes(draft));
    return found;
}
function manifestMistakes({ manifest, routesMode }) {
    if (manifest?.kind === 'procfile') {
        return [
            { input: 'manifest', message: 'is a Procfile, which is for Deis and Drycc · Cloud Foundry takes a manifest' },
        ];
    }
    if (routesMode !== 'exact' || manifest?.rest?.['routes'] === undefined)
        return [];
    const message = 'is exact, but the manifest has routes for TCP, with a protocol or with options · take them out, or write add';
    return [{ input: 'routes-mode', message }];
}


/***/ }),

/***/ 5241:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Vr: () => (/* binding */ assertionGrant),
/* harmony export */   ZL: () => (/* binding */ jwtBearer),
/* harmony export */   mB: () => (/* binding */ refreshGrant),
/* harmony export */   qw: () => (/* binding */ storedGrant)
/* harmony export */ });
const cfClient = { id: 'cf', secret: '' };
function storedGrant(login) {
    if (login.kind === 'client') {
        return { form: { grant_type: 'client_credentials', client_id: login.id, client_secret: login.secret } };
    }
    return {
        form: { grant_type: 'password', username: login.username, password: login.password },
        authorization: basic(cfClient),
        origin: login.origin,
    };
}
function assertionGrant(login, assertion) {
    if (login.kind === 'oidc-client') {
        return {
            form: {
                grant_type: 'client_credentials',
                client_id: login.id,
                client_assertion: assertion,
                client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
            },
        };
    }
    return {
        form: { grant_type: jwtBearer, assertion },
        authorization: basic(login.client),
        origin: login.origin,
    };
}
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
function refreshGrant(login, refresh) {
    const client = login.kind === 'oidc-user' ? login.client : cfClient;
    return { form: { grant_type: 'refresh_token', refresh_token: refresh }, authorization: basic(client) };
}
function basic({ id, secret }) {
    return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}


/***/ }),

/***/ 3356:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   cu: () => (/* binding */ identityOf),
/* harmony export */   ds: () => (/* binding */ claimsOf),
/* harmony export */   eL: () => (/* binding */ roleCommand),
/* harmony export */   vl: () => (/* binding */ signature)
/* harmony export */ });
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3223);

function claimsOf(token) {
    return (0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .parseJson */ .qF)(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
}
function identityOf(login, access) {
    switch (login.kind) {
        case 'client':
        case 'oidc-client':
            return { kind: 'client', id: login.id };
        case 'password':
            return { kind: 'user', name: login.username, origin: login.origin };
        case 'oidc-user': {
            const claims = claimsOf(access);
            return { kind: 'user', name: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(claims, 'user_name'), origin: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(claims, 'origin') ?? login.origin };
        }
    }
}
function signature(identity, login) {
    const how = login.kind === 'oidc-user' || login.kind === 'oidc-client' ? ', by the job’s OIDC token' : '';
    if (identity.kind === 'client')
        return `${identity.id} (client${how})`;
    const { name = 'somebody', origin } = identity;
    return `${name} (user${origin === undefined ? '' : ` of ${origin}`}${how})`;
}
function roleCommand(identity, org, space) {
    const name = identity.kind === 'client' ? identity.id : (identity.name ?? 'USER');
    const names = [name, org, space].map(quoted).join(' ');
    const origin = identity.kind === 'user' ? identity.origin : undefined;
    const kind = identity.kind === 'client'
        ? ' --client'
        : origin === undefined || origin === 'uaa'
            ? ''
            : ` --origin ${quoted(origin)}`;
    return `cf set-space-role ${names} SpaceDeveloper${kind}`;
}
function quoted(word) {
    return /^[\w.@+:-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}


/***/ }),

/***/ 9590:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   UJ: () => (/* binding */ proofLines),
/* harmony export */   ZZ: () => (/* binding */ grantRefusal),
/* harmony export */   nD: () => (/* binding */ oidcHint)
/* harmony export */ });
/* harmony import */ var _duration_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3110);
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3223);
/* harmony import */ var _grants_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5241);



function proofLines({ claims, now }) {
    const expires = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .numberAt */ .tk)(claims, 'exp');
    return [
        `iss: ${issuerOf(claims)}`,
        `sub: ${(0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(claims, 'sub') ?? 'none'}`,
        `aud: ${audienceOf(claims)}`,
        `exp: ${expires === undefined ? 'none' : momentOf(expires * 1000, now)}`,
    ];
}
function issuerOf(claims) {
    return (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(claims, 'iss') ?? 'none';
}
function audienceOf(claims) {
    const several = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asArray */ ._j)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(claims, 'aud')).filter((one) => typeof one === 'string');
    return (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(claims, 'aud') ?? (several.length === 0 ? 'none' : several.join(', '));
}
function momentOf(time, now) {
    if (Math.abs(time) > 8.64e15)
        return 'none';
    const moment = new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
    return time > now ? `${moment}, in ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_2__/* .duration */ .p)(time - now)}` : `${moment}, ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_2__/* .duration */ .p)(now - time)} ago`;
}
function oidcHint(words, login, proof) {
    const known = login.kind === 'oidc-user' ? userHints : clientHints;
    const found = known.find(({ fits }) => fits.test(words));
    return found === undefined ? fallback[login.kind] : found.hint(login, proof.claims, found.fits.exec(words)?.[1]);
}
const fallback = {
    'oidc-user': 'The operator must have registered the token’s issuer as an identity provider, and a client that may hand its tokens in.',
    'oidc-client': 'The operator must have given the client a federated credential with these claims (UAA 77.25.0 or newer).',
};
const keysHint = (claims) => `UAA could not check the token’s signature: it must reach the keys of ${issuerOf(claims)} (/.well-known/openid-configuration, and the jwks_uri that it names).`;
const timeHint = 'The token had just been made: compare the clock of the UAA machine with the time below.';
const grantHint = (client, grant) => `The client ${client} may not use this grant. The operator adds ${grant} to its authorized_grant_types, or names another client, for client-id.`;
const grantRefusal = /grant[ _]type|unsupported_grant|unauthorized_client/i;
const userHints = [
    {
        fits: /Unable to map issuer/i,
        hint: (_, claims) => `UAA must have exactly one active identity provider of type oidc1.0 whose issuer is ${issuerOf(claims)}. The operator adds it.`,
    },
    {
        fits: /not in the token audience: (.+)$/i,
        hint: (_, claims, wanted) => `UAA’s identity provider takes tokens for ${wanted ?? 'its relyingPartyId'}: set the input oidc-audience to that, or the operator sets relyingPartyId to ${audienceOf(claims)}.`,
    },
    { fits: /verify token signature|verification keys/i, hint: (_, claims) => keysHint(claims) },
    { fits: /expired/i, hint: () => timeHint },
    {
        fits: /pre-created/i,
        hint: () => 'UAA has no user for this token, and its identity provider makes none (addShadowUserOnLogin: false). The operator creates the user, with the provider as its origin.',
    },
    {
        fits: /map claim|mapped|ambiguous/i,
        hint: () => 'The operator maps user_name to a claim that this token has (attributeMappings of the identity provider), such as repository_owner.',
    },
    {
        fits: /specified user's identity provider|any identity providers/i,
        hint: (login) => `The client ${clientOf(login)} must take users of this identity provider: the operator adds its origin to allowedproviders, or empties that list.`,
    },
    {
        fits: grantRefusal,
        hint: (login) => grantHint(clientOf(login), _grants_js__WEBPACK_IMPORTED_MODULE_0__/* .jwtBearer */ .ZL),
    },
    {
        fits: /login_hint|given origin/i,
        hint: () => 'The input origin must be the key of the identity provider that the operator made for this, or be left out.',
    },
    {
        fits: /bad credentials|missing credentials|invalid_client/i,
        hint: (login) => `UAA does not know the client ${clientOf(login)}, or it has ${hasSecret(login) ? 'another' : 'a'} secret: check client-id and client-secret, which name the client that hands the token in.`,
    },
];
const clientHints = [
    {
        fits: /Wrong client_assertion/i,
        hint: (login) => `No federated credential of the client ${clientOf(login)} has this iss, sub and aud: all three must be equal, letter by letter. The operator adds one (UAA 77.25.0 or newer), or the input oidc-audience is another than the one it names.`,
    },
    {
        fits: /Unauthorized client_assertion/i,
        hint: (_, claims) => `The claims are those of a federated credential, but the token does not hold: its signature, its time, or its audience, which must be UAA’s own token endpoint when the credential names none (${audienceOf(claims)} was sent).`,
    },
    {
        fits: /Bad client_assertion algorithm/i,
        hint: (_, claims) => `UAA does not take the way in which the token is signed: the operator lets the keys of ${issuerOf(claims)} be used with RS256.`,
    },
    {
        fits: /Untrusted client_assertion|Bad empty jwk_set|Bad client_assertion$/i,
        hint: (_, claims) => keysHint(claims),
    },
    {
        fits: grantRefusal,
        hint: (login) => grantHint(clientOf(login), 'client_credentials'),
    },
    {
        fits: /bad credentials|missing credentials|invalid_client/i,
        hint: (login) => `UAA does not know the client ${clientOf(login)}, or is older than 77.25.0 and knows no federated credentials. Check client-id.`,
    },
];
function clientOf(login) {
    return login.kind === 'oidc-client' ? login.id : login.client.id;
}
function hasSecret(login) {
    return login.kind === 'oidc-user' && login.client.secret !== '';
}


/***/ }),

/***/ 4402:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CZ: () => (/* binding */ undoManifest),
/* harmony export */   GN: () => (/* binding */ applyManifest),
/* harmony export */   eG: () => (/* binding */ sidecarsOf)
/* harmony export */ });
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3223);
/* harmony import */ var _api_fields_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9048);
/* harmony import */ var _api_job_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7058);
/* harmony import */ var _difference_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2031);




const limitMs = 5 * 60_000;
async function applyManifest(waiting, { app, spaceGuid }, rest) {
    const doing = 'apply the manifest';
    const path = `/v3/spaces/${spaceGuid}/actions/apply_manifest`;
    const document = (0,_difference_js__WEBPACK_IMPORTED_MODULE_2__/* .documentOf */ .lM)(app, rest);
    const job = await waiting.api.order('POST', path, doing, document, 'safe', 'application/x-yaml');
    if (job !== undefined)
        await (0,_api_job_js__WEBPACK_IMPORTED_MODULE_1__/* .finishJob */ .x)(waiting, job, doing, limitMs);
}
async function undoManifest(waiting, applied, undo) {
    const { api } = waiting;
    const { app, appGuid, spaceGuid } = applied;
    const isEmpty = Object.keys(undo.rest).length === 0;
    const differ = isEmpty ? [] : await (0,_difference_js__WEBPACK_IMPORTED_MODULE_2__/* .differences */ .tX)(api, spaceGuid, app, undo.rest);
    const isBack = differ !== undefined && differ.length === 0;
    if (!isBack)
        await applyManifest(waiting, applied, undo.rest);
    const added = undo.sidecars.length === 0 ? [] : await sidecarsOf(api, appGuid);
    const ours = added.filter(({ name }) => undo.sidecars.includes(name));
    for (const { guid, name } of ours) {
        await api.write('DELETE', `/v3/sidecars/${guid}`, `delete the sidecar ${name}`, undefined, 'safe');
    }
    return !isBack || ours.length > 0;
}
async function sidecarsOf(api, appGuid) {
    const path = `/v3/apps/${appGuid}/sidecars`;
    return (await api.list(path, 'read the sidecars', { per_page: '200' })).map((json) => ({
        guid: (0,_api_fields_js__WEBPACK_IMPORTED_MODULE_0__/* .required */ .mw)(json, 'sidecar', 'guid'),
        name: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(json, 'name') ?? '',
        command: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(json, 'command') ?? '',
        processTypes: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_3__/* .asArray */ ._j)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_3__.at)(json, 'process_types')).filter((type) => typeof type === 'string'),
        memoryMb: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_3__/* .numberAt */ .tk)(json, 'memory_in_mb'),
    }));
}


/***/ }),

/***/ 2031:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C2: () => (/* binding */ changeOf),
/* harmony export */   Vb: () => (/* binding */ nameOf),
/* harmony export */   _f: () => (/* binding */ entryAt),
/* harmony export */   lM: () => (/* binding */ documentOf),
/* harmony export */   tX: () => (/* binding */ differences)
/* harmony export */ });
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3223);
/* harmony import */ var _api_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8546);


function documentOf(app, rest) {
    return { version: 1, applications: [{ name: app, ...rest }] };
}
async function differences(api, spaceGuid, app, rest) {
    const path = `/v3/spaces/${spaceGuid}/manifest_diff`;
    try {
        const doing = 'compare the manifest';
        const json = await api.write('POST', path, doing, documentOf(app, rest), 'safe', 'application/x-yaml');
        return (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asArray */ ._j)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(json, 'diff')).flatMap(differenceFrom).filter(isReal);
    }
    catch (error) {
        const cannot = error instanceof _api_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .CloudControllerError */ .Ij && (error.has('CF-NotFound') || error.status >= 500);
        if (!cannot)
            throw error;
        return undefined;
    }
}
function differenceFrom(json) {
    const op = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'op');
    const [, , ...path] = ((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'path') ?? '').slice(1).split('/');
    if ((op !== 'add' && op !== 'remove' && op !== 'replace') || path.length === 0)
        return [];
    const [was, value] = [(0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(json, 'was'), (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(json, 'value')];
    const names = path.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    return [{ op, path: names, ...(was === undefined ? {} : { was }), ...(value === undefined ? {} : { value }) }];
}
function isReal({ op, path }) {
    return op !== 'remove' || (path[0] === 'sidecars' && path.length > 3);
}
const open = /^(?:memory|disk_quota|instances|timeout|log-rate-limit-per-second|(?:readiness-)?health-check-[a-z-]+|protocol|loadbalancing)$/;
function changeOf(difference, rest) {
    const { op, path, was, value } = difference;
    const name = nameOf(path, rest);
    const isOpen = path.length > 1 && (path[0] === 'features' || open.test(path.at(-1) ?? ''));
    if (isOpen && (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asObject */ .eB)(value) === undefined) {
        return { what: `manifest ${name}`, ...(isSaid(was) ? { from: String(was) } : {}), to: String(value ?? 'default') };
    }
    const sign = op === 'add' ? '+' : op === 'remove' ? '-' : '~';
    return { what: 'manifest', to: sign + name };
}
function isSaid(value) {
    return value !== undefined && value !== null;
}
const singular = { features: 'feature', sidecars: 'sidecar', routes: 'route' };
function nameOf([section = '', index, ...more], rest) {
    const entry = entryAt(rest, section, index);
    const own = ['type', 'name', 'route'].map((key) => (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(entry, key)).find((text) => text !== undefined);
    const kind = section === 'processes' ? (more.length === 0 ? ['process'] : []) : [singular[section] ?? section];
    return [...kind, own ?? index, ...more].filter((part) => part !== undefined).join(' ');
}
function entryAt(rest, section, index) {
    return (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asArray */ ._j)(rest[section])[Number(index)];
}


/***/ }),

/***/ 6086:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Mh: () => (/* binding */ addressesIn),
/* harmony export */   XT: () => (/* binding */ typesIn),
/* harmony export */   wW: () => (/* binding */ surveyManifest)
/* harmony export */ });
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3223);
/* harmony import */ var _apply_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4402);
/* harmony import */ var _difference_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2031);



async function surveyManifest(api, { space }, app, view, asked) {
    const rest = forServer(asked.rest ?? {}, view, asked.hasRoutes);
    if (Object.keys(rest).length === 0)
        return undefined;
    const [told, sidecars] = await Promise.all([
        (0,_difference_js__WEBPACK_IMPORTED_MODULE_1__/* .differences */ .tX)(api, space.guid, app, rest),
        view === undefined || rest['sidecars'] === undefined ? [] : (0,_apply_js__WEBPACK_IMPORTED_MODULE_0__/* .sidecarsOf */ .eG)(api, view.app.guid),
    ]);
    const all = told ?? Object.keys(rest).map((key) => ({ op: 'replace', path: [key] }));
    return { rest, differences: [...all, ...users(rest, view), ...ways(rest, all)], sidecars };
}
function addressesIn(rest) {
    return (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .asArray */ ._j)(rest?.['routes']).flatMap((route) => {
        const text = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(route, 'route')?.replace(/^https?:\/\//i, '') ?? '';
        return text === '' || /:\d+$/.test(text) ? [] : [text.replace(/^[^/]*/, (name) => name.toLowerCase())];
    });
}
function typesIn(rest) {
    return (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .asArray */ ._j)(rest?.['processes']).flatMap((process) => (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(process, 'type') ?? []);
}
function forServer(rest, view, hasRoutes) {
    const { 'random-route': random, 'default-route': usual, sidecars, ...others } = rest;
    return {
        ...others,
        ...(sidecars === undefined ? {} : { sidecars: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .asArray */ ._j)(sidecars).map(sorted) }),
        ...(random === undefined || hasRoutes ? {} : { 'random-route': random }),
        ...(usual === undefined || hasRoutes || view === undefined ? {} : { 'default-route': usual }),
    };
}
function sorted(sidecar) {
    const entry = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .asObject */ .eB)(sidecar);
    const types = entry?.['process_types'];
    return Array.isArray(types) ? { ...entry, process_types: [...types].sort() } : sidecar;
}
function users(rest, view) {
    return (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .asArray */ ._j)(rest['processes']).flatMap((entry, index) => {
        const user = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(entry, 'user');
        const process = view?.processes.find(({ type }) => type === (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(entry, 'type'));
        if (user === undefined || process === undefined || process.user === user)
            return [];
        const path = ['processes', String(index), 'user'];
        return [process.user === undefined ? { op: 'add', path, value: user } : { op: 'replace', path, was: process.user }];
    });
}
function ways(rest, told) {
    const keys = ['random-route', 'default-route'].filter((key) => rest[key] !== undefined);
    return keys.filter((key) => !told.some(({ path }) => path[0] === key)).map((key) => ({ op: 'add', path: [key] }));
}


/***/ }),

/***/ 4004:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   MQ: () => (/* binding */ beginBuild),
/* harmony export */   XZ: () => (/* binding */ stagingLimitMs),
/* harmony export */   dy: () => (/* binding */ endOfBuild)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _api_create_once_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1267);
/* harmony import */ var _api_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8546);
/* harmony import */ var _api_shapes_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(679);
/* harmony import */ var _deployment_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3621);





const stagingLimitMs = 15 * 60_000;
const firstPollMs = 500;
const slowestPollMs = 2_000;
const blocksTheApp = 'A build cannot be cancelled; it blocks the app until the platform gives it up. Try again in a quarter of an hour.';
const notHandedOver = ['CF-StagerError', 'CF-StagerUnavailable', 'CF-RunnerError', 'CF-RunnerUnavailable'];
async function beginBuild(order, doing, giveUpAt, tools) {
    const { api, clock, signal } = tools;
    const mine = {
        ...{ app_guids: order.appGuid, label_selector: `${_deployment_js__WEBPACK_IMPORTED_MODULE_4__/* .runLabel */ .Az}=${order.runId}` },
        ...{ states: 'STAGING,STAGED', order_by: '-created_at' },
    };
    const lookUp = async () => {
        const [found] = await api.firstOf('/v3/builds', 'look the builds up', mine);
        return found === undefined ? undefined : (0,_api_shapes_js__WEBPACK_IMPORTED_MODULE_3__/* .buildFrom */ .TO)(found);
    };
    const create = () => createBuild(order, doing, giveUpAt, lookUp, tools).catch((error) => {
        if (error instanceof _api_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .CloudControllerError */ .Ij && notHandedOver.some((title) => error.has(title)))
            return error;
        throw error;
    });
    return (0,_api_create_once_js__WEBPACK_IMPORTED_MODULE_1__/* .createOnce */ .U)(clock, signal, { create, lookUp });
}
async function createBuild({ appGuid, packageGuid, labels, ifBusy }, doing, giveUpAt, findOwn, tools) {
    const { api, clock } = tools;
    const body = { package: { guid: packageGuid }, metadata: { labels } };
    for (let said = false;; said = true) {
        try {
            return (0,_api_shapes_js__WEBPACK_IMPORTED_MODULE_3__/* .buildFrom */ .TO)(await api.write('POST', '/v3/builds', doing, body));
        }
        catch (error) {
            const busy = error instanceof _api_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .CloudControllerError */ .Ij && error.has('CF-StagingInProgress');
            if (!busy || clock.now() >= giveUpAt)
                throw error;
        }
        const own = await findOwn();
        if (own !== undefined)
            return own;
        await othersHaveEnded({ appGuid, ifBusy }, giveUpAt, said, tools);
    }
}
async function othersHaveEnded({ appGuid, ifBusy }, giveUpAt, said, { api, clock, signal, note }) {
    const query = { app_guids: appGuid, states: 'STAGING' };
    const staging = async () => (await api.firstOf('/v3/builds', 'read the builds', query)).map(_api_shapes_js__WEBPACK_IMPORTED_MODULE_3__/* .buildFrom */ .TO);
    let others = await staging();
    if (others.length === 0)
        return;
    const who = others[0]?.createdBy === undefined ? '' : ` by ${others[0].createdBy}`;
    if (ifBusy === 'fail') {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('APP_BUSY', `Another build of this app${who} is under way`, {
            hint: 'Give the jobs that deploy this app one concurrency group. if-busy: wait waits for it.',
        });
    }
    if (!said)
        note(`Another build of this app${who} is still running: waiting for it to end.`);
    for (let pause = firstPollMs; others.length > 0 && clock.now() < giveUpAt;) {
        await clock.sleep(pause, signal);
        pause = Math.min(pause * 1.5, slowestPollMs);
        others = await staging();
    }
}
async function endOfBuild(begun, giveUpAt, { api, clock, signal }, overdue = blocksTheApp) {
    let build = begun;
    for (let pause = firstPollMs;; pause = Math.min(pause * 1.3, slowestPollMs)) {
        if (build.state === 'FAILED' || (build.state === 'STAGED' && build.dropletGuid !== undefined))
            return build;
        if (clock.now() >= giveUpAt) {
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CF_STAGING_TIMEOUT', `Staging is not done after ${stagingLimitMs / 60_000} minutes`, {
                hint: overdue,
            });
        }
        await clock.sleep(pause, signal);
        build = (0,_api_shapes_js__WEBPACK_IMPORTED_MODULE_3__/* .buildFrom */ .TO)(await api.get(`/v3/builds/${build.guid}`, 'read the build'));
    }
}


/***/ }),

/***/ 8798:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ continueCanary),
/* harmony export */   j: () => (/* binding */ canaryInstances)
/* harmony export */ });
/* harmony import */ var _api_create_once_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1267);
/* harmony import */ var _api_deployment_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8462);
/* harmony import */ var _api_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8546);



function canaryInstances(weights, instances) {
    if (weights === undefined || weights.length === 0)
        return [1];
    return weights.map((weight) => Math.max(1, Math.round((instances * weight) / 100)));
}
async function continueCanary(api, judged, { clock, signal }) {
    const path = `/v3/deployments/${judged.guid}`;
    const goesOn = async () => {
        const { reason, step } = (0,_api_deployment_js__WEBPACK_IMPORTED_MODULE_1__/* .deploymentFrom */ .i)(await api.get(path, 'read the deployment'));
        return reason !== 'PAUSED' || step?.current !== judged.step?.current ? true : undefined;
    };
    if (await goesOn())
        return;
    await (0,_api_create_once_js__WEBPACK_IMPORTED_MODULE_0__/* .createOnce */ .U)(clock, signal, {
        create: async () => {
            try {
                await api.write('POST', `${path}/actions/continue`, 'continue the deployment');
            }
            catch (error) {
                const ended = error instanceof _api_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .CloudControllerError */ .Ij && error.has('CF-UnprocessableEntity', /cannot continue/i);
                if (!ended)
                    throw error;
            }
            return true;
        },
        lookUp: goesOn,
    });
}


/***/ }),

/***/ 3621:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Az: () => (/* binding */ runLabel),
/* harmony export */   RG: () => (/* binding */ labelledDeployment),
/* harmony export */   VW: () => (/* binding */ newestDeployments),
/* harmony export */   XR: () => (/* binding */ resize),
/* harmony export */   Yy: () => (/* binding */ createDeployment),
/* harmony export */   gs: () => (/* binding */ dropletRef),
/* harmony export */   hU: () => (/* binding */ phaseOf),
/* harmony export */   kz: () => (/* binding */ successorOf),
/* harmony export */   mL: () => (/* binding */ isStored),
/* harmony export */   nW: () => (/* binding */ releaseRef),
/* harmony export */   nn: () => (/* binding */ restoreLabel)
/* harmony export */ });
/* harmony import */ var _api_create_once_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1267);
/* harmony import */ var _api_deployment_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8462);


const runLabel = 'deploy-image-run';
const restoreLabel = 'deploy-image-restore';
async function resize(api, process, { web_instances: instances, memory_in_mb, disk_in_mb, log_rate_limit_in_bytes_per_second }, doing) {
    const size = { instances, memory_in_mb, disk_in_mb, log_rate_limit_in_bytes_per_second };
    const body = Object.fromEntries(Object.entries(size).filter(([, value]) => value !== undefined));
    if (Object.keys(body).length === 0)
        return;
    await api.write('POST', `${process}/actions/scale`, doing, body, 'safe');
}
async function newestDeployments(api, appGuid) {
    const query = { app_guids: appGuid, order_by: '-created_at', per_page: '10' };
    return (await api.firstOf('/v3/deployments', 'read the deployments', query)).map(_api_deployment_js__WEBPACK_IMPORTED_MODULE_1__/* .deploymentFrom */ .i);
}
async function labelledDeployment(api, appGuid, label, value) {
    const query = { app_guids: appGuid, label_selector: `${label}=${value}`, order_by: '-created_at' };
    const found = (await api.firstOf('/v3/deployments', 'look the deployment up', query)).map(_api_deployment_js__WEBPACK_IMPORTED_MODULE_1__/* .deploymentFrom */ .i);
    return found.find((deployment) => deployment.value === 'ACTIVE') ?? found[0];
}
async function isStored(api, { appGuid, runId }) {
    try {
        return (await labelledDeployment(api, appGuid, runLabel, runId)) !== undefined;
    }
    catch {
        return true;
    }
}
async function createDeployment(api, clock, signal, order) {
    const { dropletGuid, revisionGuid } = order;
    const body = {
        ...(revisionGuid === undefined ? { droplet: { guid: dropletGuid } } : { revision: { guid: revisionGuid } }),
        strategy: order.strategy ?? 'rolling',
        ...(Object.keys(order.options).length === 0 ? {} : { options: order.options }),
        relationships: { app: { data: { guid: order.appGuid } } },
        metadata: { labels: { ...order.labels, [order.label]: order.runId } },
    };
    return (0,_api_create_once_js__WEBPACK_IMPORTED_MODULE_0__/* .createOnce */ .U)(clock, signal, {
        create: async () => (0,_api_deployment_js__WEBPACK_IMPORTED_MODULE_1__/* .deploymentFrom */ .i)(await api.write('POST', '/v3/deployments', order.doing, body)),
        lookUp: () => labelledDeployment(api, order.appGuid, order.label, order.runId),
    });
}
function phaseOf(deployment) {
    switch (deployment.reason) {
        case 'DEPLOYED':
            return 'done';
        case 'CANCELED':
        case 'CANCELING':
            return 'canceled';
        case 'SUPERSEDED':
            return 'superseded';
        case 'PAUSED':
            return 'paused';
        default:
            return 'moving';
    }
}
function successorOf(ours, all) {
    return all.find((other) => {
        if (other.guid === ours.guid || other.reason === 'CANCELED' || other.reason === 'CANCELING')
            return false;
        if (other.createdAt !== ours.createdAt)
            return other.createdAt > ours.createdAt;
        return ours.reason === 'SUPERSEDED' || (other.value === 'ACTIVE' && ours.value !== 'ACTIVE');
    });
}
function releaseRef(deployment, image) {
    return {
        id: deployment.guid,
        label: `deployment ${deployment.guid.slice(0, 8)}`,
        ...(image === undefined ? {} : { image }),
    };
}
function dropletRef(dropletGuid, image) {
    return {
        id: dropletGuid,
        label: `droplet ${dropletGuid.slice(0, 8)}`,
        ...(image === undefined ? {} : { image }),
    };
}


/***/ }),

/***/ 6244:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W_: () => (/* binding */ isRunning),
/* harmony export */   hR: () => (/* binding */ instanceOf),
/* harmony export */   tX: () => (/* binding */ restartedAmong)
/* harmony export */ });
function restartedAmong(before, now) {
    return now.flatMap((entry) => {
        const earlier = before.find(({ index }) => index === entry.index);
        if (earlier === undefined)
            return [];
        const isOther = earlier.instanceGuid !== undefined && entry.instanceGuid !== undefined
            ? earlier.instanceGuid !== entry.instanceGuid
            : earlier.state === 'RUNNING' && entry.state === 'RUNNING' && (entry.uptimeS ?? 0) < (earlier.uptimeS ?? 0);
        return isOther ? [entry.index] : [];
    });
}
function isRunning(entry) {
    return entry.state === 'RUNNING' && entry.routable !== false;
}
function instanceOf(process, entry, exit) {
    const state = stateOf(entry);
    const unusual = ['RUNNING', 'STARTING', 'CRASHED', 'DOWN'].includes(entry.state) ? undefined : entry.state;
    const detail = entry.details ?? (state === 'running' ? undefined : exit) ?? unusual;
    return { process, name: String(entry.index), state, ...(detail === undefined ? {} : { detail }) };
}
function stateOf(entry) {
    if (isRunning(entry))
        return 'running';
    const states = {
        RUNNING: 'unroutable',
        STARTING: 'starting',
        CRASHED: 'crashed',
    };
    return states[entry.state] ?? 'absent';
}


/***/ }),

/***/ 3385:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ labelsOf)
/* harmony export */ });
/* harmony import */ var _image_labels_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2907);

function labelsOf(facts, job) {
    const commit = (0,_image_labels_js__WEBPACK_IMPORTED_MODULE_0__/* .revisionOf */ .DT)(facts) ?? (/^[0-9a-f]{7,64}$/.test(job ?? '') ? job : undefined);
    return {
        ...(commit === undefined ? {} : { 'deploy-image-commit': commit.slice(0, 63) }),
        'deploy-image-digest': facts.digest.replace(/^[^:]*:/, '').slice(0, 12),
    };
}


/***/ }),

/***/ 5724:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ createPackage)
/* harmony export */ });
/* harmony import */ var _api_create_once_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1267);
/* harmony import */ var _api_shapes_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(679);
/* harmony import */ var _deployment_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3621);



function createPackage({ appGuid, image, registry, runId, labels }, { api, clock, signal }, find) {
    const body = {
        type: 'docker',
        relationships: { app: { data: { guid: appGuid } } },
        data: {
            image,
            ...(registry === undefined ? {} : { username: registry.username, password: registry.password }),
        },
        metadata: { labels: { ...labels, [_deployment_js__WEBPACK_IMPORTED_MODULE_2__/* .runLabel */ .Az]: runId } },
    };
    return (0,_api_create_once_js__WEBPACK_IMPORTED_MODULE_0__/* .createOnce */ .U)(clock, signal, {
        create: async () => (0,_api_shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .guidFrom */ ._e)(await api.write('POST', '/v3/packages', 'create the package', body), 'package'),
        lookUp: async () => {
            const found = await find();
            return found === undefined ? undefined : (0,_api_shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .guidFrom */ ._e)(found, 'package');
        },
    });
}


/***/ }),

/***/ 8300:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  NX: () => (/* binding */ nothingToPutBack),
  pK: () => (/* binding */ putBack),
  AC: () => (/* binding */ withCommandsLeft),
  GY: () => (/* binding */ withSettings)
});

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/marks.js
var app_marks = __webpack_require__(1848);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/recall.js
var recall = __webpack_require__(5421);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/routes/put-back.js
var put_back = __webpack_require__(8634);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/scale.js
var scale = __webpack_require__(5308);
// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/errors.js
var api_errors = __webpack_require__(8546);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/job.js
var api_job = __webpack_require__(7058);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/deployment.js
var deployment = __webpack_require__(3621);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/services/bind.js
var bind = __webpack_require__(9888);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/services/find.js + 1 modules
var find = __webpack_require__(4752);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/app/services/unbind.js






const limitMs = 45_000;
const pauseMs = 2_000;
async function unbind(waiting, appGuid, services, runId) {
    if (services.length === 0)
        return { did: [], left: [] };
    const { api, clock } = waiting;
    const guids = services.map(({ instanceGuid }) => instanceGuid);
    const ours = (await (0,find/* bindingsOf */.kK)(api, appGuid, guids)).filter(({ labels }) => labels.get(deployment/* runLabel */.Az) === runId);
    const giveUpAt = clock.now() + limitMs;
    const did = [];
    const left = [];
    for (const { name, instanceGuid } of services) {
        const binding = ours.find((one) => one.instanceGuid === instanceGuid);
        if (binding === undefined)
            continue;
        try {
            await remove(waiting, binding.guid, name, giveUpAt);
            did.push(name);
        }
        catch (error) {
            if (!isRefusal(error))
                throw error;
            left.push(`The service ${name} stays bound (${error.message}): cf unbind-service takes it away.`);
        }
    }
    return { did, left };
}
async function remove(waiting, guid, name, giveUpAt) {
    const { api, clock, signal } = waiting;
    const doing = `unbind the service ${name}`;
    for (;;) {
        try {
            const job = await api.order('DELETE', `/v3/service_credential_bindings/${guid}`, doing, undefined, 'safe');
            if (job !== undefined)
                await (0,api_job/* finishJob */.x)(waiting, job, doing, Math.max(0, giveUpAt - clock.now()));
            return;
        }
        catch (error) {
            if (error instanceof api_errors/* CloudControllerError */.Ij && error.status === 404)
                return;
            if (!(0,bind/* isBusy */.A)(error) || clock.now() >= giveUpAt)
                throw error;
        }
        await clock.sleep(pauseMs, signal);
    }
}
function isRefusal(error) {
    if (error instanceof api_errors/* CloudControllerError */.Ij)
        return error.status < 500;
    return error instanceof errors/* ActionError */.lZ && ['CF_JOB_FAILED', 'CF_JOB_TIMEOUT'].includes(error.code);
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/settings.js + 1 modules
var app_settings = __webpack_require__(8989);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/manifest/apply.js
var apply = __webpack_require__(4402);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/release/put-back.js







const nothingToPutBack = { did: [], left: [] };
function withSettings(restored, { did, left }) {
    const how = did.length === 0 ? restored.how : `${restored.how}, ${did.join(', ')} put back`;
    return { ...restored, how, ...(left.length === 0 ? {} : { left: left.join(' ') }) };
}
async function putBack(rollout, tools, written = false) {
    const manifest = await putManifestBack(rollout, tools);
    const settings = await putSettingsBack(rollout, tools, written);
    const { appGuid, runId, services = [], marks, routes = [], counts = [] } = rollout;
    const unbound = await unbind(tools, appGuid, services, runId);
    const marked = marks === undefined
        ? { did: false, left: [] }
        : await (0,app_marks/* putMarksBack */.J$)(tools.api, appGuid, marks, tools.remembered?.marks?.previous);
    const addresses = await (0,put_back/* putRoutesBack */.fG)(tools, appGuid, routes, runId);
    const types = await (0,scale/* scaleBack */.c8)(tools.api, appGuid, counts);
    return {
        did: [
            ...manifest.did,
            ...settings.did,
            ...unbound.did.map((name) => `service ${name}`),
            ...(marked.did ? ['labels'] : []),
            ...addresses.map((address) => `route ${address}`),
            ...types.map((type) => `instances of ${type}`),
        ],
        left: [
            ...manifest.left,
            ...settings.left,
            ...unbound.left,
            ...(marked.left.length === 0 ? [] : [`Annotations stay as this run has set them: ${marked.left.join(', ')}.`]),
            ...(rollout.sidecars === true
                ? ['Its sidecars are not put back: apply its manifest again, and restart it.']
                : []),
        ],
    };
}
async function putManifestBack({ manifest, app, appGuid }, tools) {
    if (manifest === undefined)
        return nothingToPutBack;
    const undo = tools.remembered?.manifest?.undo ?? manifest;
    const did = await (0,apply/* undoManifest */.CZ)(tools, { app, appGuid, spaceGuid: manifest.spaceGuid }, undo);
    const left = `Of what the manifest has set, this is not put back: ${undo.lost.join(', ')}.`;
    return { did: did ? ['manifest'] : [], left: undo.lost.length === 0 ? [] : [left] };
}
function withCommandsLeft(back, { otherCommands }) {
    if (otherCommands !== true)
        return back;
    return {
        ...back,
        left: [...back.left, 'Commands of other processes than web are not put back: apply its manifest again.'],
    };
}
async function putSettingsBack({ settings, appGuid }, { api, remembered, asked }, written) {
    if (settings === undefined)
        return nothingToPutBack;
    const values = remembered?.settings?.previous;
    const recalled = values === undefined
        ? await (0,recall/* recall */.I9)(api, settings)
        : { values, variables: [], command: settings.command !== undefined && values.command === undefined };
    if (!written)
        await (0,app_settings/* returnSettings */.ul)(api, appGuid, recalled.values, asked);
    const left = await (0,recall/* notPutBack */.CY)(api, appGuid, recalled, asked);
    const whoTakes = api.isKorifi ? 'Every start of an instance takes' : 'The next start of the app takes';
    const lost = `Not put back, because nothing on the platform remembers what was there before: ${left.join(', ')}. ${whoTakes} what this run has set.`;
    return { did: settingsIn(recalled.values), left: left.length === 0 ? [] : [lost] };
}
function settingsIn({ env, command, health, readiness }) {
    return [
        ...(env === undefined || env.size === 0 ? [] : ['variables']),
        ...(command === undefined ? [] : ['start command']),
        ...(health === undefined ? [] : ['health check']),
        ...(readiness === undefined ? [] : ['readiness check']),
    ];
}


/***/ }),

/***/ 2391:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   RE: () => (/* binding */ stopForGood),
/* harmony export */   Yk: () => (/* binding */ startApp),
/* harmony export */   cR: () => (/* binding */ stopApp)
/* harmony export */ });
/* harmony import */ var _api_shapes_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(679);

const longestStopMs = 15_000;
const pollMs = 1_000;
async function stopApp({ appGuid }, api) {
    await api.write('POST', `/v3/apps/${appGuid}/actions/stop`, 'stop the app', undefined, 'safe');
}
async function startApp({ appGuid }, api) {
    await api.write('POST', `/v3/apps/${appGuid}/actions/start`, 'start the app', undefined, 'safe');
}
async function stopForGood(rollout, tools) {
    const { api, clock, signal } = tools;
    await stopApp(rollout, api);
    const giveUpAt = clock.now() + longestStopMs;
    while ((await anyRuns(rollout, api)) && clock.now() < giveUpAt)
        await clock.sleep(pollMs, signal);
}
async function anyRuns({ appGuid, wanted }, api) {
    const lists = await Promise.all(wanted.map(async ({ type }) => {
        const path = `/v3/apps/${appGuid}/processes/${encodeURIComponent(type)}/stats`;
        const stats = await api.find(path, 'read the state of the instances');
        return stats === undefined ? [] : (0,_api_shapes_js__WEBPACK_IMPORTED_MODULE_0__/* .statsFrom */ .mW)(stats);
    }));
    return lists.flat().some(({ state }) => ['RUNNING', 'STARTING', 'STOPPING'].includes(state));
}


/***/ }),

/***/ 1645:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ remarksOn)
/* harmony export */ });
const scaledToNone = 'web is scaled to 0 instances: the new version is released, but nothing of it is started, so nothing shows that it can. instances starts some.';
function remarksOn({ current, strategy, settings, }) {
    if (current?.running !== true) {
        if (strategy !== 'canary')
            return [];
        return ['strategy canary: the app does not run yet, so all of its instances start at once, without a pause.'];
    }
    const running = current.processes.filter(({ wanted }) => wanted > 0);
    const others = running
        .filter(({ type }) => type !== 'web')
        .filter(({ type }) => settings.instances?.get(type) !== 0);
    const asked = settings.instances?.get('web') ?? settings.instances?.get('');
    const isScaledToNone = asked === undefined && !running.some(({ type }) => type === 'web');
    const none = isScaledToNone ? [scaledToNone] : [];
    if (strategy === 'recreate') {
        if (running.length === 0)
            return none;
        const all = listed(running);
        return [
            ...none,
            `strategy recreate: ${all} ${verb(running)} stopped before the new version starts. The app does not answer in between.`,
        ];
    }
    if (others.length === 0)
        return none;
    return [
        ...none,
        `${listed(others)} ${verb(others)} stopped and started again at the end of the roll-out, as Cloud Foundry does with all types but web: a short gap.`,
    ];
}
function listed(processes) {
    return processes
        .map(({ type, wanted }, at) => `${wanted}${at > 0 ? '' : wanted === 1 ? ' instance' : ' instances'} of ${type}`)
        .join(' and ');
}
function verb(processes) {
    return processes.reduce((sum, { wanted }) => sum + wanted, 0) === 1 ? 'is' : 'are';
}


/***/ }),

/***/ 6945:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ai: () => (/* binding */ optionsBefore),
/* harmony export */   Dn: () => (/* binding */ isTouched),
/* harmony export */   ER: () => (/* binding */ needOf),
/* harmony export */   FI: () => (/* binding */ wantedWebOf),
/* harmony export */   Zb: () => (/* binding */ rolloutOf),
/* harmony export */   tE: () => (/* binding */ usualMemoryMb),
/* harmony export */   v8: () => (/* binding */ beforeOf)
/* harmony export */ });
/* harmony import */ var _app_app_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5085);
/* harmony import */ var _app_proven_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4352);
/* harmony import */ var _canary_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8798);



const usualMemoryMb = 1024;
function beforeOf(view) {
    const web = (0,_app_proven_js__WEBPACK_IMPORTED_MODULE_2__/* .provenWeb */ .j1)(view.processes, view.deployments);
    if (web === undefined)
        return undefined;
    return {
        running: view.app.started && view.droplet !== undefined,
        ...(view.droplet === undefined ? {} : { dropletGuid: view.droplet.guid }),
        web: {
            guid: web.guid,
            instances: (0,_app_app_js__WEBPACK_IMPORTED_MODULE_0__/* .wantedWeb */ .OG)(view),
            memoryMb: web.memoryMb,
            diskMb: web.diskMb,
            ...(web.logRate === undefined ? {} : { logRate: web.logRate }),
        },
    };
}
function rolloutOf(candidate, plan) {
    const { settings, current } = plan;
    const asked = settings.instances?.get('web') ?? settings.instances?.get('');
    const processes = current?.processes ?? [];
    const web = asked ?? processes.find((process) => process.type === 'web')?.wanted ?? candidate.before?.web.instances ?? 1;
    const { before } = candidate;
    const { canarySteps: weights } = plan;
    const isCanary = plan.strategy === 'canary' && before?.running === true;
    const canary = isCanary ? (0,_canary_js__WEBPACK_IMPORTED_MODULE_1__/* .canaryInstances */ .j)(weights, Math.min(web, before.web.instances)) : undefined;
    const isRecreated = plan.strategy === 'recreate' && before?.running === true;
    const others = othersAfter(processes, settings.instances ?? new Map());
    return {
        ...candidate,
        options: {
            ...(asked === undefined ? {} : { web_instances: asked }),
            ...(settings.memoryMb === undefined ? {} : { memory_in_mb: settings.memoryMb }),
            ...(settings.diskMb === undefined ? {} : { disk_in_mb: settings.diskMb }),
            ...(settings.logRate === undefined ? {} : { log_rate_limit_in_bytes_per_second: settings.logRate }),
            ...(plan.maxInFlight === undefined ? {} : { max_in_flight: plan.maxInFlight }),
            ...(canary === undefined || weights === undefined
                ? {}
                : { canary: { steps: weights.map((weight) => ({ instance_weight: weight })) } }),
        },
        manner: mannerOf(plan, canary, isRecreated),
        ...(isRecreated ? { recreate: true } : {}),
        ...(canary === undefined ? {} : { canary }),
        wanted: [{ type: 'web', wanted: web }, ...others],
    };
}
function mannerOf({ maxInFlight }, canary, isRecreated) {
    if (isRecreated)
        return 'recreate: stop, then start';
    const steps = canary === undefined ? '' : ` of ${canary.join(', then ')}`;
    const atOnce = maxInFlight === undefined ? '' : `, ${maxInFlight} at a time`;
    return `${canary === undefined ? 'rolling' : 'canary'}${steps}${atOnce}`;
}
function othersAfter(processes, asked) {
    const now = processes.map(({ type, wanted }) => [type, wanted]);
    return [...new Map([...now, ...asked])]
        .filter(([type]) => type !== 'web' && type !== '')
        .map(([type, wanted]) => ({ type, wanted }));
}
function isTouched({ manifest, settings, services, marks, routes, counts }) {
    return [manifest, settings, services, marks, routes, counts].some((part) => part !== undefined);
}
function needOf(rollout) {
    const { options, before } = rollout;
    const wanted = wantedWebOf(rollout);
    const running = before?.running === true && rollout.recreate !== true;
    return {
        instances: running ? Math.min(options.max_in_flight ?? 1, rollout.canary?.[0] ?? wanted) : wanted,
        memoryMb: options.memory_in_mb ?? before?.web.memoryMb ?? usualMemoryMb,
    };
}
function wantedWebOf(rollout) {
    return rollout.wanted.find((process) => process.type === 'web')?.wanted ?? 1;
}
function optionsBefore(options, before) {
    const { web } = before;
    return {
        ...(options.web_instances === undefined || web.instances < 1 ? {} : { web_instances: web.instances }),
        ...(options.memory_in_mb === undefined || web.memoryMb < 1 ? {} : { memory_in_mb: web.memoryMb }),
        ...(options.disk_in_mb === undefined || web.diskMb < 1 ? {} : { disk_in_mb: web.diskMb }),
        ...(options.log_rate_limit_in_bytes_per_second === undefined || web.logRate === undefined
            ? {}
            : { log_rate_limit_in_bytes_per_second: web.logRate }),
    };
}


/***/ }),

/***/ 9440:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Et: () => (/* binding */ longer),
/* harmony export */   Tx: () => (/* binding */ runningOf),
/* harmony export */   hf: () => (/* binding */ webInstances),
/* harmony export */   vx: () => (/* binding */ firstPauseMs),
/* harmony export */   zr: () => (/* binding */ verified)
/* harmony export */ });
/* harmony import */ var _api_process_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5560);
/* harmony import */ var _api_shapes_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(679);
/* harmony import */ var _instances_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6244);



const firstPauseMs = 1_000;
const longestPauseMs = 3_500;
function longer(pauseMs) {
    return Math.min(pauseMs * 1.3, longestPauseMs);
}
async function verified(rollout, before, serves, how, until, { api, clock, signal }) {
    for (let pause = firstPauseMs;; pause = longer(pause)) {
        const web = await webInstances(rollout, api);
        const wanted = web.wanted ?? before.web.instances;
        const done = web.running >= wanted;
        const found = { serves, verified: done, running: web.running, wanted };
        if (done || clock.now() >= until)
            return { ...found, how };
        const isFirst = pause === firstPauseMs;
        if (isFirst &&
            web.running === 0 &&
            !(0,_api_shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .appFrom */ .Og)(await api.get(`/v3/apps/${rollout.appGuid}`, 'read the app')).started) {
            return { ...found, how: `${how}; somebody else has stopped the app, and it was left so` };
        }
        await clock.sleep(pause, signal);
    }
}
async function webInstances(rollout, api) {
    const json = await api.find(`/v3/apps/${rollout.appGuid}/processes/web`, 'read the web process');
    if (json === undefined)
        return { running: 0, wanted: undefined };
    const web = (0,_api_process_js__WEBPACK_IMPORTED_MODULE_0__/* .processFrom */ .i)(json);
    return { running: await runningOf(web.guid, api), wanted: web.instances };
}
async function runningOf(processGuid, api) {
    const stats = await api.find(`/v3/processes/${processGuid}/stats`, 'read the state of the instances');
    return stats === undefined ? 0 : (0,_api_shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .statsFrom */ .mW)(stats).filter(_instances_js__WEBPACK_IMPORTED_MODULE_2__/* .isRunning */ .W_).length;
}


/***/ }),

/***/ 3645:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Km: () => (/* binding */ taskFrom),
/* harmony export */   L4: () => (/* binding */ stateOf),
/* harmony export */   hY: () => (/* binding */ hasEnded)
/* harmony export */ });
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3223);
/* harmony import */ var _api_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8546);


function taskFrom(json) {
    const [guid, state] = [(0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'guid'), (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'state')];
    const [name, appGuid] = [(0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'name'), (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'relationships', 'app', 'data', 'guid')];
    if (guid === undefined || state === undefined || name === undefined || appGuid === undefined) {
        throw new _api_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .UnreadableAnswer */ .ym('The Cloud Foundry API sent a task without guid, name, state or app');
    }
    const failureReason = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'result', 'failure_reason');
    return { guid, appGuid, name, state, failureReason, createdAt: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(json, 'created_at') ?? '' };
}
function hasEnded({ state }) {
    return state === 'SUCCEEDED' || state === 'FAILED';
}
function stateOf({ state, failureReason, name }) {
    if (state === 'SUCCEEDED')
        return { state: 'succeeded', exitCode: 0 };
    if (state !== 'FAILED')
        return { state: 'running' };
    const reason = failureReason?.replace(`APP/TASK/${name}: `, '');
    const code = /\b(?:Exited with status|Failed with exit code:) (\d{1,3})\b/i.exec(reason ?? '')?.[1];
    return {
        state: 'failed',
        ...(reason === undefined ? {} : { reason }),
        ...(code === undefined ? {} : { exitCode: Number(code) }),
    };
}


/***/ }),

/***/ 8718:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g: () => (/* binding */ startTask),
/* harmony export */   y: () => (/* binding */ cancelTask)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _api_create_once_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1267);
/* harmony import */ var _api_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8546);
/* harmony import */ var _record_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3645);




const lookUpPausesMs = [1_000, 2_000, 4_000, 8_000];
const cancelDeadlineMs = 4_000;
async function startTask(appGuid, runId, body, { api, context, find }) {
    let lost;
    try {
        return (0,_record_js__WEBPACK_IMPORTED_MODULE_3__/* .taskFrom */ .Km)(await api.write('POST', `/v3/apps/${appGuid}/tasks`, 'start the command', body));
    }
    catch (error) {
        if (!(0,_api_create_once_js__WEBPACK_IMPORTED_MODULE_1__/* .mayHaveActed */ .L)(error) || isRefusal(error))
            throw error;
        lost = error;
    }
    for (const pause of lookUpPausesMs) {
        await context.clock.sleep(pause, context.signal);
        try {
            const found = await find({ runId }, api);
            if (found !== undefined)
                return found;
        }
        catch (error) {
            if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ || !(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ))
                throw error;
        }
    }
    const words = lost instanceof Error ? ` (${lost.message})` : '';
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Uncertain */ .w5('CF_TASK_UNCERTAIN', `It is not known whether the command was started${words}`, {
        hint: 'It was not sent again, so that it does not run twice. See cf tasks APP, then run this job again.',
        cause: lost,
    });
}
async function cancelTask(task, { api: stoppable, find }) {
    const api = stoppable.unstoppable(cancelDeadlineMs);
    const guid = task.id ?? (await find(task, api))?.guid;
    if (guid === undefined)
        return;
    try {
        await api.write('POST', `/v3/tasks/${guid}/actions/cancel`, 'end the command', undefined, 'safe');
    }
    catch (error) {
        const ended = error instanceof _api_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .CloudControllerError */ .Ij &&
            (error.has('CF-ResourceNotFound') || error.has('CF-UnprocessableEntity', /cannot be cancell?ed/i));
        if (!ended)
            throw error;
    }
}
function isRefusal(error) {
    const known = ['CF-TaskWorkersUnavailable', 'CF-TaskError'];
    return error instanceof _api_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .CloudControllerError */ .Ij && known.some((title) => error.has(title));
}


/***/ })

};
