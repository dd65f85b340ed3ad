export const id = 531;
export const ids = [531];
export const modules = {

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

/***/ 6214:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   i: () => (/* binding */ adviceOn),
/* harmony export */   l: () => (/* binding */ inFront)
/* harmony export */ });
/* harmony import */ var _causes_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2670);

const unavailable = 'The controller, the router in front of it or its cluster has trouble. Try again later.';
const inFront = 'Is a login page or a proxy in front of it?';
const changedOnTheWay = 'No such request is sent: does a proxy in front of the controller change methods, bodies or headers?';
function adviceOn({ status, words, isHtml, retryAfter }, of, hasToken) {
    if (status === 401)
        return loginAdvice(words, of, hasToken);
    if (status === 403)
        return of.accessHint;
    if (status === 404 && isHtml) {
        return 'Write the controller’s own URL as `api`, without /v2. Is the app’s name right, and is this the right generation?';
    }
    if (status === 429)
        return patience(retryAfter);
    if (status === 502 || status === 503 || status === 504)
        return unavailable;
    if (status >= 200 && status < 300)
        return inFront;
    if (status === 405 || status === 415 || /JSON parse error/.test(words))
        return changedOnTheWay;
    const known = (0,_causes_js__WEBPACK_IMPORTED_MODULE_0__/* .hintFor */ .J)(words);
    if (known !== undefined || status !== 500)
        return known;
    return `An error that ${of.title} did not expect itself, which says nothing about the image: the controller’s own log has it. Try again, or ask its operator.`;
}
function loginAdvice(words, { tokenHint }, hasToken) {
    if (hasToken && /not provided/.test(words)) {
        return 'A token was sent: does a proxy in front of the controller take the header Authorization away?';
    }
    return /spaces/.test(words) ? 'The token holds a blank. Store it anew, without one.' : tokenHint;
}
function patience(seconds) {
    const others = 'Each user has so many requests a minute: do other jobs use the same login?';
    return seconds === undefined ? others : `It asks to come back in ${seconds} s. ${others}`;
}


/***/ }),

/***/ 8112:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Mc: () => (/* binding */ entriesOf),
/* harmony export */   TJ: () => (/* binding */ ControllerError),
/* harmony export */   ou: () => (/* binding */ controllerUrl),
/* harmony export */   rq: () => (/* binding */ ControllerApi),
/* harmony export */   ut: () => (/* binding */ answerOf),
/* harmony export */   z5: () => (/* binding */ redirectError)
/* harmony export */ });
/* unused harmony export isHtml */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _http_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2602);
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3223);
/* harmony import */ var _advice_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6214);
/* harmony import */ var _words_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3001);





class ControllerError extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ {
    name = 'ControllerError';
    status;
    words;
    constructor(code, message, answer, hint) {
        super(code, message, { hint });
        this.status = answer.status;
        this.words = answer.words;
    }
}
class ControllerApi {
    dialect;
    host;
    #context;
    #token;
    constructor(context, dialect) {
        this.#context = context;
        this.dialect = dialect;
        this.host = context.request.api.host;
    }
    authenticate(token) {
        this.#token = token;
    }
    addressed(path) {
        return {
            clock: this.#context.clock,
            url: controllerUrl(this.#context.request.api, path, this.dialect.version),
            headers: this.#token === undefined ? {} : { authorization: `token ${this.#token}` },
            signal: this.#context.signal,
        };
    }
    async call(method, path, body, options = {}) {
        const { url, headers, signal } = this.addressed(path);
        const response = await this.#context.http.send({
            ...{ method, url, signal },
            headers: {
                accept: 'application/json',
                ...headers,
                ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
            ...(options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs }),
            ...(options.retry === undefined ? {} : { retry: options.retry }),
        });
        return answerOf(response);
    }
    async get(path, doing, has) {
        const answer = await this.call('GET', path);
        if (answer.status === 200 && (0,_http_json_js__WEBPACK_IMPORTED_MODULE_3__.at)(answer.json, has) !== undefined)
            return answer.json;
        throw this.refusal(answer, doing);
    }
    async find(path, doing, has) {
        const answer = await this.call('GET', path);
        if (answer.status === 404 && !isHtml(answer))
            return undefined;
        if (answer.status === 200 && (0,_http_json_js__WEBPACK_IMPORTED_MODULE_3__.at)(answer.json, has) !== undefined)
            return answer.json;
        throw this.refusal(answer, doing);
    }
    refusal(answer, doing) {
        const { title } = this.dialect;
        const { status, words } = answer;
        const said = words === '' ? `status ${status} without a word` : words;
        const where = `${(0,_http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .nameOf */ .Vb)(answer.response.request)}: ${status}`;
        const no = { status, words, isHtml: isHtml(answer), retryAfter: answer.response.headers['retry-after'] };
        const advice = (0,_advice_js__WEBPACK_IMPORTED_MODULE_2__/* .adviceOn */ .i)(no, this.dialect, this.#token !== undefined);
        const fail = (code, message) => new ControllerError(code, `${message} (${where})`, answer, advice);
        if (status >= 300 && status < 400)
            return redirectError(answer);
        if (status === 401)
            return fail('CONTROLLER_TOKEN', `${title} refuses the login: ${said}`);
        if (status === 403)
            return fail('CONTROLLER_FORBIDDEN', `${doing}: ${title} does not permit it: ${said}`);
        if (status === 404 && isHtml(answer)) {
            return fail('CONTROLLER_PATH', `${doing}: the server does not know this path`);
        }
        if (status === 429)
            return fail('CONTROLLER_BUSY', `${doing}: too many requests: ${said}`);
        if (status === 502 || status === 503 || status === 504) {
            return fail('CONTROLLER_UNAVAILABLE', `${doing}: ${title} is not available: ${said}`);
        }
        if (status >= 200 && status < 300) {
            const what = answer.json === undefined ? 'not JSON' : 'not what was asked for';
            return fail('CONTROLLER_ANSWER', `${doing}: the answer is ${what}: ${said}`);
        }
        return fail('CONTROLLER_REFUSED', `${doing}: ${said}`);
    }
}
function entriesOf(json, read, doing) {
    const values = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_3__.at)(json, 'results');
    const entries = Array.isArray(values) ? values.map(read) : [undefined];
    if (entries.every((entry) => entry !== undefined))
        return entries;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CONTROLLER_ANSWER', `${doing}: the answer is a list that is not what was asked for`, {
        hint: _advice_js__WEBPACK_IMPORTED_MODULE_2__/* .inFront */ .l,
    });
}
function controllerUrl(api, path, version) {
    return new URL(`${api.origin}${api.pathname.replace(/\/+$/, '')}/${version}/${path}`);
}
function answerOf(response) {
    const text = response.body.toString('utf8');
    return { status: response.status, json: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_3__/* .parseJson */ .qF)(text), words: (0,_words_js__WEBPACK_IMPORTED_MODULE_4__/* .wordsOf */ .Z9)(text), response };
}
function isHtml(answer) {
    return answer.json === undefined && /^text\/html/.test(answer.response.headers['content-type'] ?? '');
}
function redirectError(answer) {
    const { request, headers } = answer.response;
    const target = locationOf(headers['location'], request.url);
    const hint = target === undefined
        ? 'Write the URL at which the controller itself answers as `api`.'
        : `Write \`api: ${target}\`${target.startsWith('https:') && request.url.protocol === 'http:' ? ': use https://' : ''}.`;
    return new ControllerError('CONTROLLER_REDIRECT', `${(0,_http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .nameOf */ .Vb)(request)} redirects to ${target ?? 'another address'} (${answer.status}), and redirects are not followed.`, answer, hint);
}
const plainPath = /^[\w./~-]{0,100}$/;
function locationOf(location, from) {
    if (location === undefined || !URL.canParse(location, from.href))
        return undefined;
    const { origin, pathname } = new URL(location, from);
    const base = pathname.replace(/\/v[12](\/.*)?$/, '').replace(/\/+$/, '');
    return plainPath.test(base) ? `${origin}${base}` : undefined;
}


/***/ }),

/***/ 7179:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BL: () => (/* binding */ refuseIfOvertaken),
/* harmony export */   dW: () => (/* binding */ withNote),
/* harmony export */   qY: () => (/* binding */ Refusals),
/* harmony export */   sP: () => (/* binding */ busyWith),
/* harmony export */   zT: () => (/* binding */ superseded)
/* harmony export */ });
/* harmony import */ var _overtaken_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9498);

function busyWith({ version, at, summary }) {
    const since = at === undefined ? '' : `, begun ${new Date(at).toISOString().slice(11, 16)} UTC`;
    return { label: `release v${version}${since}: ${summary}` };
}
function withNote(busy, note) {
    const { label, stuck } = busy;
    return stuck === undefined ? { label: `${label}${note}` } : { label, stuck: `${stuck}${note}` };
}
function refuseIfOvertaken(releases, before, own) {
    const news = releases.find((it) => it.version > before && it !== own && !it.failed && it.build !== undefined);
    if (news !== undefined)
        throw new _overtaken_js__WEBPACK_IMPORTED_MODULE_0__/* .Overtaken */ .c(`Release v${news.version} was made meanwhile: ${news.summary}`);
}
function superseded({ version, summary }) {
    const message = `release v${version} came after ours: ${summary}`;
    return { phase: 'superseded', problem: { message, certain: true } };
}
class Refusals {
    #holdsMs;
    #stuck;
    #last;
    #unseen = 0;
    constructor(holdsMs, stuck) {
        this.#holdsMs = holdsMs;
        this.#stuck = stuck;
    }
    refused(words, left, now) {
        this.#last = { words, at: now };
        this.#unseen += 1;
        throw new _overtaken_js__WEBPACK_IMPORTED_MODULE_0__/* .Overtaken */ .c(`${words}${left}`);
    }
    busy(seen, now) {
        if (seen !== undefined) {
            this.#last = undefined;
            this.#unseen = 0;
        }
        if (this.#last === undefined)
            return seen;
        const { words, at } = this.#last;
        if (now - at >= this.#holdsMs)
            return undefined;
        return { label: words, ...(this.#unseen > 1 && this.#stuck !== undefined ? { stuck: this.#stuck } : {}) };
    }
}


/***/ }),

/***/ 2670:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ hintFor)
/* harmony export */ });
/* harmony import */ var _app_causes_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9773);

const hints = [
    [/reserved name/, 'This platform keeps that name for itself: choose another `app`.'],
    [
        /App name must|App IDs can only|valid "slug"|id: Ensure this field has no more/,
        'Choose another `app`: its name becomes one of Kubernetes and a part of its address.',
    ],
    [
        /already exists as a namespace/,
        'A Kubernetes namespace has that name, which may be one that is just being deleted: choose another `app`, or try again in some minutes.',
    ],
    [
        /^workspace: |Object with id=\S+ does not exist/,
        'Is `workspace` one that `drycc workspaces` lists for the user that the token belongs to?',
    ],
    [/Procfile but is missing/, 'Give the app’s Procfile: manifest: Procfile'],
    [
        /Process types can only|length of ptype|Container type \S+ does not exist/,
        'Process types are those of the Procfile: check its names.',
    ],
    [
        /exceeded quota/,
        'The app’s namespace has a quota: take less `memory` or fewer `instances`, or ask the operator for more.',
    ],
    [
        /Registry auth requires|Could not log into/,
        'The registry refuses the login that the app has: give `registry-username` and `registry-password` anew.',
    ],
    [
        /reserved by Deis/,
        'Push the image under another name, or give `registry-username` and `registry-password`: then the nodes pull it themselves.',
    ],
    [
        /push(ing)? (the )?image|error pushing/i,
        'The controller could not copy the image to its own registry. With `registry-username` and `registry-password` the nodes pull it themselves.',
    ],
    [
        /failed to (?:create|update|get|scale|delete) [\s\S]*: 50\d|Network Unreachable/i,
        'The controller could not reach Kubernetes. Try again later, or ask its operator.',
    ],
    [
        /object is not (?:iterable|subscriptable)|is not iterable|object has no attribute/,
        'An error in the controller’s own code, which says nothing about the image: its log has it. Try again, or ask its operator.',
    ],
    [
        /failed to create some containers/,
        'The machines could not make the containers: is there room for them? The operator’s fleetctl list-machines shows.',
    ],
    [
        /failed to respond to health check/,
        'Does the app answer 200 at the path HEALTHCHECK_URL of its config, soon enough (HEALTHCHECK_INITIAL_DELAY, HEALTHCHECK_TIMEOUT)?',
    ],
    [/Config changes already in progress/, 'Somebody else changes the app’s config right now. Try again.'],
    [/Config keys? (?:must|can)/, 'The input `env` has a name that the platform does not take.'],
    [/does not exist under/, 'Somebody else has changed the app’s config meanwhile. Run this job again.'],
    [/pipeline run state error/, 'The `run` step of the dryccfile failed: its own log says why.'],
    [/^dryccfile: |skip deploy/, 'The app’s dryccfile is not one that this Drycc takes: mend it with `drycc pull` once.'],
    [
        /^stack: |^values: could not validate/,
        'This version of Drycc wants requests in another form: which one runs there, and is the action up to date?',
    ],
    [/Repository name \S+ is not allowed/, 'Push the image under another name: that one is of a component of Deis.'],
    [/Memory limit format|limit plan \S+ does not exist/, 'The platform does not take this `memory`.'],
    [/^healthcheck: /, 'The platform does not take this `health-check`.'],
    [
        /loopback address/,
        'The platform’s nodes cannot reach a registry on this machine: push the image to one that they can reach by name.',
    ],
    [
        /No nodes matched|Insufficient|FailedScheduling|Unschedulable/i,
        'The cluster has no node with room for this app, or none that fits its tags.',
    ],
    [
        /unauthorized|authentication required|denied|no basic auth|forbidden.*pull/i,
        'May the platform pull this image? Give `registry-username` and `registry-password`, with a login that lives on.',
    ],
    [
        /toomanyrequests|rate limit/i,
        'The registry limits anonymous pulls: give `registry-username` and `registry-password`.',
    ],
    [
        /manifest.*(not found|unknown)|image .*not found|ErrImagePull|ImagePullBackOff|(pull|pulling) (?:the )?image/i,
        'Can the cluster reach this registry, and is the image still there?',
    ],
    [/PORT (needs|can only)|Expose a port/, 'Give the `port` input: the port that the app listens on.'],
    [
        /Readiness probe failed|connection refused|Unhealthy/i,
        'Does the app listen on 0.0.0.0 at the port in the environment variable PORT? Set the `port` input to the port it uses.',
    ],
    [/exec format error/i, 'The image is for another processor than the cluster’s nodes: build it for linux/amd64.'],
    [/OOMKilled|out of memory/i, 'The app needs more memory than its limit on the platform allows.'],
    [
        /executable file not found|no such file or directory/i,
        'The start command is not in the image: check ENTRYPOINT, CMD and the Procfile’s commands (v2 runs those with /bin/bash).',
    ],
    [
        /ECONNREFUSED|ENOTFOUND|could not connect|connection to .* failed/i,
        'The app cannot reach something that it needs: is its address set in the app’s config?',
    ],
    [
        /crash loop|Back-off restarting|stopped \d+ times|exit(ed)? (code|status)/i,
        'The app ends soon after its start: its own log says why.',
    ],
];
function hintFor(...texts) {
    for (const text of texts) {
        if (text === undefined)
            continue;
        const hint = (0,_app_causes_js__WEBPACK_IMPORTED_MODULE_0__/* .appHintFor */ .g)(text) ?? hints.find(([pattern]) => pattern.test(text))?.[1];
        if (hint !== undefined)
            return hint;
    }
    return undefined;
}


/***/ }),

/***/ 3684:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g: () => (/* binding */ countsBack),
/* harmony export */   m: () => (/* binding */ countsOf)
/* harmony export */ });
/* harmony import */ var _formation_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6959);

async function countsOf(api, app) {
    return (0,_formation_js__WEBPACK_IMPORTED_MODULE_0__/* .readCounts */ .ZQ)(await api.get(`apps/${app}/`, `reading app ${app}`, 'structure'));
}
async function countsBack(api, app, before, scale) {
    const wanted = new Map(before.map(({ type, wanted: count }) => [type, count]));
    const due = (0,_formation_js__WEBPACK_IMPORTED_MODULE_0__/* .differing */ .R1)(await countsOf(api, app), wanted);
    if (due.size === 0)
        return undefined;
    await scale(due);
    const left = (0,_formation_js__WEBPACK_IMPORTED_MODULE_0__/* .differing */ .R1)(await countsOf(api, app), wanted);
    if (left.size === 0)
        return undefined;
    return `Not scaled back: ${[...left].map(([type, count]) => `${type} to ${count}`).join(', ')}.`;
}


/***/ }),

/***/ 8551:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ createApp)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3223);


async function createApp(api, name, body) {
    const doing = `creating app ${name}`;
    const answer = await api.call('POST', 'apps/', body);
    if (answer.status === 201 && (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(answer.json, 'id') === name)
        return answer.json;
    const taken = answer.status === 400 && /already exists|must be unique/i.test(answer.words);
    if (!taken && answer.status !== 500 && answer.status !== 201)
        throw api.refusal(answer, doing);
    const found = await api.find(`apps/${name}/`, doing, 'id');
    if (found !== undefined)
        return answer.status === 201 ? found : undefined;
    if (!taken)
        throw api.refusal(answer, doing);
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CONTROLLER_APP_TAKEN', `An app named ${name} exists, but this login cannot see it.`, {
        hint: `Names are unique on the whole platform: choose another \`app\`, or get access to that one. ${api.dialect.accessHint}`,
    });
}


/***/ }),

/***/ 2175:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bh: () => (/* binding */ otherGeneration),
/* harmony export */   cU: () => (/* binding */ generationAt),
/* harmony export */   q3: () => (/* binding */ confirmV1)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _http_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2602);
/* harmony import */ var _advice_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6214);
/* harmony import */ var _api_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8112);




const probes = new WeakMap();
function generationAt(context) {
    let probe = probes.get(context);
    if (probe === undefined) {
        probe = ask(context);
        probes.set(context, probe);
    }
    return probe;
}
async function ask(context) {
    const { api, platform } = context.request;
    const answer = (0,_api_js__WEBPACK_IMPORTED_MODULE_3__/* .answerOf */ .ut)(await context.http.send({
        method: 'GET',
        url: (0,_api_js__WEBPACK_IMPORTED_MODULE_3__/* .controllerUrl */ .ou)(api, '', 'v2'),
        headers: { accept: 'application/json' },
        signal: context.signal,
    }));
    const { headers } = answer.response;
    const drycc = version(headers['drycc_api_version']);
    const deis = version(headers['deis_api_version'] ?? headers['x_deis_api_version']);
    if (answer.status === 429 || answer.status >= 500)
        throw unavailable(answer);
    const generation = drycc !== undefined ? 'drycc' : deis === undefined ? 'other' : deis.startsWith('1.') ? 'deis-v1' : 'deis-v2';
    if (answer.status >= 300 && answer.status < 400) {
        const location = headers['location'] ?? '';
        if (generation !== 'other' || platform === 'deis' || platform === 'drycc' || /\/v2\/?$/.test(location)) {
            throw (0,_api_js__WEBPACK_IMPORTED_MODULE_3__/* .redirectError */ .z5)(answer);
        }
        return 'other';
    }
    if (generation !== 'other' && generation !== 'deis-v1' && answer.status === 404)
        throw unknownBase(api, 'v2');
    if (generation === 'other' && (platform === 'deis' || platform === 'drycc')) {
        context.note(`${api.host} answered ${answer.status} (${headers['content-type'] ?? 'no content type'}) without a controller’s version header`);
    }
    return generation;
}
function unknownBase(api, version) {
    const without = api.href.replace(/\/v[12]\/?$/, '');
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CONTROLLER_PATH', `The controller at ${api.host} does not know ${(0,_api_js__WEBPACK_IMPORTED_MODULE_3__/* .controllerUrl */ .ou)(api, '', version).pathname}.`, {
        hint: without === api.href
            ? 'Write the controller’s own URL as `api`.'
            : `Write \`api: ${without}\`, without the API’s version.`,
    });
}
async function confirmV1(context) {
    const { api } = context.request;
    const answer = (0,_api_js__WEBPACK_IMPORTED_MODULE_3__/* .answerOf */ .ut)(await context.http.send({
        method: 'GET',
        url: (0,_api_js__WEBPACK_IMPORTED_MODULE_3__/* .controllerUrl */ .ou)(api, '', 'v1'),
        headers: { accept: 'application/json' },
        signal: context.signal,
    }));
    if (answer.status === 401)
        return;
    if (answer.status === 404)
        throw unknownBase(api, 'v1');
    if (answer.status >= 300 && answer.status < 400)
        throw (0,_api_js__WEBPACK_IMPORTED_MODULE_3__/* .redirectError */ .z5)(answer);
    if (answer.status === 429 || answer.status >= 500)
        throw unavailable(answer);
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CONTROLLER_ANSWER', `${(0,_http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .nameOf */ .Vb)(answer.response.request)} answers ${answer.status} without asking for a login, as a controller would.`, { hint: _advice_js__WEBPACK_IMPORTED_MODULE_2__/* .inFront */ .l });
}
function unavailable({ status, words, response }) {
    const said = words === '' ? '' : `: ${words}`;
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CONTROLLER_UNAVAILABLE', `${(0,_http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .nameOf */ .Vb)(response.request)} answers ${status}${said}`, {
        hint: 'The controller, the router in front of it or its cluster has trouble. Try again later.',
    });
}
function version(header) {
    return header?.split(',')[0]?.trim() || undefined;
}
function otherGeneration(named, found, write) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CONTROLLER_GENERATION', `\`platform: ${named}\` was asked for, but ${found} answers there.`, {
        hint: `Write \`platform: ${write}\`, or \`auto\`. The two have the same ancestor and incompatible APIs.`,
    });
}


/***/ }),

/***/ 6959:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ stoppedBy),
/* harmony export */   L6: () => (/* binding */ processesOf),
/* harmony export */   R1: () => (/* binding */ differing),
/* harmony export */   ZQ: () => (/* binding */ readCounts),
/* harmony export */   vK: () => (/* binding */ scaled)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3223);


function readCounts(app) {
    const counts = new Map();
    for (const [type, count] of Object.entries((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asObject */ .eB)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(app, 'structure')) ?? {})) {
        if (typeof count === 'number' && Number.isInteger(count) && count >= 0)
            counts.set(type, count);
    }
    return counts;
}
function processesOf(counts) {
    return [...counts].filter(([, wanted]) => wanted > 0).map(([type, wanted]) => ({ type, wanted }));
}
function differing(given, wanted) {
    return new Map([...wanted].filter(([type, count]) => (given.get(type) ?? 0) !== count));
}
function stoppedBy(given, counts) {
    return new Map([...given].filter(([type, count]) => count === 0 && (counts.get(type) ?? 0) > 0));
}
function scaled(formation, asked) {
    if (asked === undefined)
        return formation;
    const { main, types } = formation;
    const wanted = new Map(formation.wanted);
    for (const [name, count] of asked) {
        const type = name === '' ? main : name;
        if (!types.includes(type))
            throw noSuchProcess(type, types);
        wanted.set(type, count);
    }
    return { ...formation, wanted };
}
function noSuchProcess(type, types) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CONTROLLER_NO_SUCH_PROCESS', `instances names the process type ${type}, and the app has only ${types.join(', ')}`, { hint: 'An image alone makes one process type. Others come from a Procfile.' });
}


/***/ }),

/***/ 7960:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   x: () => (/* binding */ ControllerHistory)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _past_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(586);
/* harmony import */ var _releases_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4688);



class ControllerHistory {
    #app;
    #own;
    #listed = [];
    constructor({ app }, own) {
        this.#app = app;
        this.#own = own;
    }
    async releases() {
        const serving = (0,_releases_js__WEBPACK_IMPORTED_MODULE_2__/* .versionOf */ .E4)(this.#app().state.release?.id);
        this.#listed = await this.#own.list(serving);
        return this.#listed.map((listed) => (0,_past_js__WEBPACK_IMPORTED_MODULE_1__/* .pastOf */ .C)(listed, serving));
    }
    async wayTo({ listed, ref }) {
        const build = await this.#own.buildOf(listed);
        if (build !== undefined)
            return this.#own.wayTo(listed, build, this.#listed);
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(this.#own.noBuild, `The build of ${ref.label} is not to be found.`);
    }
}


/***/ }),

/***/ 8275:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Xb: () => (/* binding */ countMistakes),
/* harmony export */   eD: () => (/* binding */ foreignInputs),
/* harmony export */   kp: () => (/* binding */ processTypeRule),
/* harmony export */   sY: () => (/* binding */ processType),
/* harmony export */   wd: () => (/* binding */ processTypesIn),
/* harmony export */   x_: () => (/* binding */ settingsMistakes)
/* harmony export */ });
function foreignInputs(draft, title) {
    const belongs = [
        ['org', draft.org],
        ['space', draft.space],
    ].flatMap(([input, value]) => value === undefined ? [] : [{ input, message: `belongs to Cloud Foundry, leave it out for ${title}` }]);
    const { settings } = draft;
    const unknown = [
        ['disk', settings?.diskMb, `${title} has no limit for it`],
        ['max-in-flight', draft.maxInFlight, 'How many are replaced at the same time is the platform’s affair'],
        ['readiness-check', settings?.readinessCheck, `On ${title} it is one with health-check`],
        ['routes', settings?.routes, 'The app’s addresses stay as they are'],
        ['services', settings?.services, 'What the app is bound to stays as it is'],
        ['labels', settings?.labels, `${title} has none that an app could be found by`],
        ['manifest', draft.manifest?.kind === 'cloudfoundry' ? draft.manifest : undefined, 'It is one for Cloud Foundry'],
        ['strategy', draft.strategy === 'rolling' ? undefined : draft.strategy, 'Releases are rolled out there'],
    ];
    return [
        ...belongs,
        ...unknown.flatMap(([input, value, why]) => value === undefined ? [] : [{ input, message: `is not for ${title}, leave it out · ${why}` }]),
    ];
}
function settingsMistakes({ settings }, title, prefix) {
    const found = [];
    const mistake = (input, message) => found.push({ input, message });
    const { healthCheck, healthCheckTimes, env } = settings ?? {};
    if (healthCheck?.type === 'process') {
        const unchecked = `a process type that is not routed to, such as a worker of a Procfile, is not checked`;
        mistake('health-check', `process · ${title} asks at the port of what it routes to; ${unchecked}`);
    }
    if (healthCheckTimes !== undefined) {
        const instead = `write ${prefix}_DEPLOY_TIMEOUT=180 into env: the seconds for a batch of pods`;
        mistake('health-check-timeout', `is not for ${title}, leave it out · ${instead}`);
    }
    found.push(...countMistakes(settings?.instances));
    for (const name of env?.keys() ?? []) {
        if (name === 'PORT')
            mistake('env', 'sets PORT · write it as the `port` input');
    }
    for (const [name, value] of env ?? []) {
        if (value.includes('\0'))
            mistake('env', `has a zero byte in ${name} · no variable can hold one`);
    }
    return found;
}
function countMistakes(instances) {
    if (instances === undefined || [...instances.values()].some((count) => count > 0))
        return [];
    return ['', 'web', 'cmd']
        .filter((type) => instances.get(type) === 0)
        .map((type) => {
        const what = type === '' ? 'is 0' : `of ${type} is 0`;
        const message = `${what} · nothing of the new image would run, so nothing could prove it`;
        return { input: 'instances', message };
    });
}
const processType = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const processTypeRule = 'a-z, 0-9 and single hyphens within';
function processTypesIn(manifest) {
    return manifest?.kind === 'procfile' ? [...manifest.processes.keys()] : [];
}


/***/ }),

/***/ 2691:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ uselessLogin),
/* harmony export */   s: () => (/* binding */ missingLogin)
/* harmony export */ });
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7755);
/* harmony import */ var _image_reference_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1408);
/* harmony import */ var _image_stored_login_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1983);



function missingLogin(subject, { hasLogin, serving }, title) {
    const { facts, stored } = subject;
    if (facts.openedBy !== 'docker login' || stored !== undefined || hasLogin)
        return undefined;
    const { domain, path } = facts.reference;
    if (serving !== undefined && isOf(serving, domain, path))
        return undefined;
    const mayHaveOne = cloudRegistry.test(domain.toLowerCase());
    return {
        message: mayHaveOne
            ? `The image is private and was read with the login of an earlier step, which ${title} does not have: it can pull the image only if its nodes may pull from ${domain} by themselves.`
            : `The image is private and was read with the login of an earlier step, which ${title} does not have: it could not pull the image.`,
        remedy: `Set registry-username and registry-password to a login that lives on: ${title} stores it and pulls with it whenever a pod starts on a node that does not have the image.`,
        ...(mayHaveOne ? { severity: 'warning' } : {}),
    };
}
function uselessLogin({ facts, stored, job, now }, platform, title) {
    if (stored === undefined)
        return undefined;
    const kind = (0,_image_stored_login_js__WEBPACK_IMPORTED_MODULE_2__/* .loginKind */ .k)(stored, facts.reference.domain, job, now);
    if (kind.failsOn?.includes(platform) !== true)
        return undefined;
    return { message: `${title} cannot pull from ${facts.reference.domain} with ${kind.name}.`, remedy: kind.advice };
}
const cloudRegistry = /\.amazonaws\.com(?:\.cn)?$|\.on\.aws$|(?:^|\.)gcr\.io$|\.pkg\.dev$|\.azurecr\.(?:io|cn)$/;
function isOf(image, domain, path) {
    try {
        const reference = (0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .parseReference */ .F2)(image);
        return reference.domain === domain && reference.path === path;
    }
    catch (error) {
        if (error instanceof _image_reference_error_js__WEBPACK_IMPORTED_MODULE_1__/* .ImageReferenceError */ .rI)
            return false;
        throw error;
    }
}


/***/ }),

/***/ 6921:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ lookUntil)
/* harmony export */ });
async function lookUntil(clock, signal, { everyMs, forMs }, look) {
    const end = clock.now() + forMs;
    for (;;) {
        const found = await look();
        if (found !== undefined)
            return found;
        const left = end - clock.now();
        if (left <= 0)
            return undefined;
        await clock.sleep(Math.min(everyMs, left), signal);
    }
}


/***/ }),

/***/ 7624:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   j: () => (/* binding */ imageByDigest)
/* harmony export */ });
function imageByDigest(facts) {
    return `${facts.reference.domain}/${facts.reference.path}@${facts.digest}`;
}


/***/ }),

/***/ 586:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ pastOf),
/* harmony export */   u: () => (/* binding */ mostReleases)
/* harmony export */ });
/* harmony import */ var _releases_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4688);

const mostReleases = 100;
function pastOf(listed, serving) {
    const { release, image, failed } = listed;
    const { version, build, at } = release;
    const unfit = build === undefined ? 'it has no build: there is nothing to start' : (failed ?? listed.unfit);
    return {
        ...{ listed, ref: (0,_releases_js__WEBPACK_IMPORTED_MODULE_0__/* .releaseRef */ .nW)(version, image), names: [String(version)], current: version === serving },
        ...(at === undefined ? {} : { at }),
        ...((0,_releases_js__WEBPACK_IMPORTED_MODULE_0__/* .rolledBackTo */ .rt)(release) === undefined ? {} : { again: true }),
        ...(failed === undefined ? {} : { failed }),
        ...(unfit === undefined ? {} : { unfit }),
    };
}


/***/ }),

/***/ 7994:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BG: () => (/* binding */ listPods),
/* harmony export */   Hx: () => (/* binding */ allUp),
/* harmony export */   Lm: () => (/* binding */ wantedOf),
/* harmony export */   Tx: () => (/* binding */ runningOf),
/* harmony export */   Vx: () => (/* binding */ bystander),
/* harmony export */   Zi: () => (/* binding */ cannotPull),
/* harmony export */   d3: () => (/* binding */ PodWatch)
/* harmony export */ });
/* unused harmony export readPods */
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3223);
/* harmony import */ var _api_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8112);
/* harmony import */ var _releases_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4688);



async function listPods(api, app) {
    return readPods(await api.get(`apps/${app}/pods/`, `reading the pods of ${app}`, 'results'));
}
function readPods(json) {
    const pods = (0,_api_js__WEBPACK_IMPORTED_MODULE_0__/* .entriesOf */ .Mc)(json, readPod, 'reading the pods');
    return pods.filter(({ type, state }) => type !== 'run' && state !== 'down' && state !== 'destroyed');
}
function readPod(value) {
    const name = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(value, 'name');
    const state = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(value, 'state');
    if (name === undefined || state === undefined)
        return undefined;
    const release = (0,_releases_js__WEBPACK_IMPORTED_MODULE_1__/* .versionOf */ .E4)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(value, 'release'));
    return { name, type: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .textAt */ .$6)(value, 'type') ?? '', state, release, restarts: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_2__/* .numberAt */ .tk)(value, 'restarts') ?? 0 };
}
const pullReasons = new Set([
    'ErrImagePull',
    'ImagePullBackOff',
    'InvalidImageName',
    'ImageInspectError',
    'ErrImageNeverPull',
    'RegistryUnavailable',
]);
const crashReasons = new Set([
    'error',
    'CrashLoopBackOff',
    'OOMKilled',
    'Error',
    'ContainerCannotRun',
    'RunContainerError',
]);
const ends = new Set(['terminating', 'crashed', 'Terminating']);
const waiting = new Set([
    'FailedScheduling',
    'Unschedulable',
    'FailedMount',
    'FailedAttachVolume',
    'FailedCreatePodSandBox',
]);
const ordinary = new Set(['initializing', 'creating', 'starting', 'up']);
function cannotPull(pod) {
    return pullReasons.has(pod.state);
}
function runningOf(pods, processes) {
    const types = new Set(processes.map((process) => process.type));
    return pods.filter((pod) => pod.state === 'up' && types.has(pod.type)).length;
}
function allUp(pods, processes) {
    return processes.every(({ type, wanted }) => pods.filter((pod) => pod.type === type && pod.state === 'up').length >= wanted);
}
function wantedOf(processes) {
    return processes.reduce((sum, process) => sum + process.wanted, 0);
}
const certainCrashes = 3;
const certainPullMs = 30_000;
class PodWatch {
    #tracks = new Map();
    look(pods, now) {
        for (const pod of pods) {
            const track = this.#tracks.get(pod.name) ?? {
                crashes: 0,
                down: false,
                ending: false,
                state: '',
                present: true,
                troubleSince: undefined,
            };
            this.#tracks.set(pod.name, track);
            if (crashReasons.has(pod.state)) {
                if (!track.down || track.ending)
                    track.crashes += 1;
                track.down = true;
                track.ending = false;
            }
            else if (ends.has(pod.state)) {
                if (!track.down || crashReasons.has(track.state))
                    track.ending = true;
            }
            else {
                if (track.ending && !track.down && ordinary.has(pod.state))
                    track.crashes += 1;
                track.ending = false;
                track.down = false;
            }
            track.crashes = Math.max(track.crashes, pod.restarts);
            const trouble = cannotPull(pod) || waiting.has(pod.state);
            track.troubleSince = trouble ? (track.troubleSince ?? now) : undefined;
            track.state = pod.state;
            track.present = true;
        }
        const seen = new Set(pods.map((pod) => pod.name));
        for (const [name, track] of this.#tracks) {
            if (!seen.has(name)) {
                track.troubleSince = undefined;
                track.present = false;
            }
        }
    }
    get crashes() {
        return Math.max(0, ...[...this.#tracks.values()].map((track) => track.crashes));
    }
    instanceOf(pod) {
        const state = this.#stateOf(pod);
        const plain = pod.state === 'up' || pod.state === 'starting';
        return { process: pod.type, name: pod.name, state, ...(plain ? {} : { detail: pod.state }) };
    }
    #stateOf(pod) {
        if (pod.state === 'up')
            return 'running';
        if (crashReasons.has(pod.state))
            return 'crashed';
        if (ends.has(pod.state))
            return (this.#tracks.get(pod.name)?.crashes ?? 0) > 0 ? 'crashed' : 'absent';
        if (waiting.has(pod.state))
            return 'absent';
        return 'starting';
    }
    problem(now) {
        const tracks = [...this.#tracks];
        const looping = tracks.find(([, track]) => track.crashes >= certainCrashes);
        if (looping !== undefined) {
            const [name, { crashes }] = looping;
            return { message: `${name} stopped ${crashes} times: crash loop`, certain: true };
        }
        const stuck = tracks.find(([, track]) => track.troubleSince !== undefined);
        if (stuck !== undefined) {
            const [name, { state, troubleSince }] = stuck;
            if (!pullReasons.has(state))
                return { message: `${name}: ${state}`, certain: false };
            return {
                message: `${name}: the cluster cannot pull the image (${state === 'ImagePullBackOff' ? 'ErrImagePull' : state})`,
                certain: state === 'InvalidImageName' || now - (troubleSince ?? now) >= certainPullMs,
            };
        }
        const crashed = tracks.find(([, track]) => track.crashes > 0 && track.present && track.state !== 'up');
        if (crashed === undefined)
            return undefined;
        const [name, { crashes }] = crashed;
        return { message: `${name} stopped ${crashes === 1 ? 'once' : `${crashes} times`}`, certain: false };
    }
    down() {
        return [...this.#tracks].filter(([, track]) => track.down && track.present).map(([name]) => name);
    }
    troubled() {
        return [...this.#tracks]
            .filter(([, track]) => track.crashes > 0 || track.state !== 'up')
            .sort(([, a], [, b]) => b.crashes - a.crashes)
            .map(([name]) => name);
    }
    facts() {
        const facts = [];
        for (const [name, { crashes, state }] of this.#tracks) {
            const stopped = crashes === 0 ? '' : `, stopped ${crashes === 1 ? 'once' : `${crashes} times`}`;
            if (state !== 'up' || crashes > 0)
                facts.push(`${name}: last seen ${state}${stopped}`);
        }
        return facts;
    }
}
function bystander(pod) {
    return new PodWatch().instanceOf(pod);
}


/***/ }),

/***/ 4877:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EG: () => (/* binding */ checkOf),
/* harmony export */   t2: () => (/* binding */ probesFor),
/* harmony export */   zC: () => (/* binding */ movedProbes)
/* harmony export */ });
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3223);

const times = { initialDelaySeconds: 5, timeoutSeconds: 5, periodSeconds: 5, successThreshold: 1, failureThreshold: 1 };
function probesFor(check, port) {
    const question = check.type === 'http' ? { httpGet: { path: check.path, port } } : { tcpSocket: { port } };
    return { readinessProbe: { ...question, ...times } };
}
function checkOf(probes, port) {
    if (probes === undefined || Object.keys(probes).length === 0)
        return { type: 'port' };
    const probe = probes['readinessProbe'];
    const asked = portOf(probe);
    if (asked === undefined || (port !== undefined && asked !== port))
        return undefined;
    if ((0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__.at)(probe, 'tcpSocket') !== undefined)
        return { type: 'port' };
    const path = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(probe, 'httpGet', 'path') ?? '/';
    return path.startsWith('/') ? { type: 'http', path } : undefined;
}
function movedProbes(probes, from, to) {
    const moved = Object.entries(probes).flatMap(([kind, probe]) => {
        if (portOf(probe) !== from)
            return [];
        const question = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__.at)(probe, 'httpGet') === undefined ? 'tcpSocket' : 'httpGet';
        return [[kind, { ...(0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asObject */ .eB)(probe), [question]: { ...(0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asObject */ .eB)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__.at)(probe, question)), port: to } }]];
    });
    return moved.length === 0 ? undefined : Object.fromEntries(moved);
}
function portOf(probe) {
    return (0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .numberAt */ .tk)(probe, 'httpGet', 'port') ?? (0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .numberAt */ .tk)(probe, 'tcpSocket', 'port');
}


/***/ }),

/***/ 4825:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DY: () => (/* binding */ notStarted),
/* harmony export */   OX: () => (/* binding */ refuseNothing),
/* harmony export */   QF: () => (/* binding */ procfileIn),
/* harmony export */   n8: () => (/* binding */ processChanges)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _formation_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6959);


function procfileIn(manifest) {
    return manifest?.kind === 'procfile' ? Object.fromEntries(manifest.processes) : undefined;
}
function processChanges(before = {}, next, { settings, manifest }) {
    if (manifest?.kind !== 'procfile')
        return [];
    const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(next))];
    return [...new Set([...now.keys(), ...old.keys()])]
        .filter((type) => now.get(type) !== old.get(type) && !(type === 'web' && settings.command !== undefined))
        .map((type) => {
        const sign = !now.has(type) ? '-' : old.has(type) ? '~' : '+';
        return { what: 'process type', to: `${sign}${type}` };
    });
}
function notStarted(types, wanted, { settings, manifest }) {
    if (manifest?.kind !== 'procfile')
        return [];
    return types
        .filter((type) => manifest.processes.has(type) && !wanted.get(type) && settings.instances?.has(type) !== true)
        .map((type) => `the process type ${type} has no instances: write instances: ${type}=1 to start it`);
}
function refuseNothing(formation, counts, { manifest }) {
    const isAsleep = counts.size > 0 && (0,_formation_js__WEBPACK_IMPORTED_MODULE_1__/* .processesOf */ .L6)(counts).length === 0;
    if (manifest?.kind !== 'procfile' || isAsleep || (0,_formation_js__WEBPACK_IMPORTED_MODULE_1__/* .processesOf */ .L6)(formation.wanted).length > 0)
        return formation;
    const types = [...manifest.processes.keys()];
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('CONTROLLER_NOTHING_RUNS', `Nothing of the app would run: the process types of its Procfile (${types.join(', ')}) have no instances`, { hint: `Say how many: instances: ${types.map((type) => `${type}=1`).join(' ')}` });
}


/***/ }),

/***/ 4894:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   JA: () => (/* binding */ standing),
/* harmony export */   K1: () => (/* binding */ overtaken),
/* harmony export */   TR: () => (/* binding */ nothingBefore),
/* harmony export */   Yr: () => (/* binding */ podsUp),
/* harmony export */   hy: () => (/* binding */ nothingReleased)
/* harmony export */ });
/* harmony import */ var _looking_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6921);
/* harmony import */ var _pods_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7994);
/* harmony import */ var _releases_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4688);



const lookEveryMs = 2_000;
async function podsUp(api, { clock, signal }, app, processes, belongs, forMs) {
    let pods = [];
    const up = await (0,_looking_js__WEBPACK_IMPORTED_MODULE_2__/* .lookUntil */ .c)(clock, signal, { everyMs: lookEveryMs, forMs }, async () => {
        pods = (await (0,_pods_js__WEBPACK_IMPORTED_MODULE_0__/* .listPods */ .BG)(api, app)).filter(belongs);
        return (0,_pods_js__WEBPACK_IMPORTED_MODULE_0__/* .allUp */ .Hx)(pods, processes) ? true : undefined;
    });
    return { verified: up === true, running: (0,_pods_js__WEBPACK_IMPORTED_MODULE_0__/* .runningOf */ .Tx)(pods, processes), wanted: (0,_pods_js__WEBPACK_IMPORTED_MODULE_0__/* .wantedOf */ .Lm)(processes) };
}
async function nothingReleased(api, context, rollout) {
    const how = 'nothing had been released yet';
    const version = (0,_releases_js__WEBPACK_IMPORTED_MODULE_1__/* .versionOf */ .E4)(rollout.previous?.id);
    if (rollout.previous === undefined || version === undefined) {
        return { serves: undefined, verified: true, running: 0, wanted: 0, how };
    }
    const pods = await podsUp(api, context, rollout.app, rollout.was, () => true, 0);
    return { serves: rollout.previous, ...pods, how };
}
function nothingBefore({ before, config = [] }) {
    const kept = before > 1 && config.length > 0;
    return {
        ...{ serves: undefined, verified: false, running: 0, wanted: 0, how: 'the new one was left as it is' },
        ...(kept ? { left: `Not put back, since no release before has it: ${config.join(', ')}.` } : {}),
    };
}
async function overtaken(api, context, rollout, version, image) {
    const pods = await podsUp(api, context, rollout.app, rollout.wanted, (pod) => pod.release === version, 0);
    const how = `nothing was changed: release v${version} by somebody else came after ours`;
    return { serves: (0,_releases_js__WEBPACK_IMPORTED_MODULE_1__/* .releaseRef */ .nW)(version, image), ...pods, how };
}
function standing({ release, processes }, pods, newest, doubt) {
    const later = release?.id === `v${newest}` ? undefined : `release v${newest} came after ${release?.label ?? 'it'}`;
    const message = doubt ?? later;
    return {
        phase: 'done',
        release,
        instances: pods.map(_pods_js__WEBPACK_IMPORTED_MODULE_0__/* .bystander */ .Vx),
        previous: [],
        wanted: processes,
        crashes: 0,
        ...(message === undefined ? {} : { problem: { message, certain: true } }),
    };
}


/***/ }),

/***/ 4688:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E4: () => (/* binding */ versionOf),
/* harmony export */   Lp: () => (/* binding */ imageIn),
/* harmony export */   dv: () => (/* binding */ findRelease),
/* harmony export */   hn: () => (/* binding */ deploys),
/* harmony export */   iJ: () => (/* binding */ readRelease),
/* harmony export */   lC: () => (/* binding */ newestReleases),
/* harmony export */   lT: () => (/* binding */ readBuild),
/* harmony export */   nW: () => (/* binding */ releaseRef),
/* harmony export */   rt: () => (/* binding */ rolledBackTo),
/* harmony export */   yI: () => (/* binding */ releasesIn)
/* harmony export */ });
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3223);
/* harmony import */ var _api_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8112);


function readRelease(value) {
    const version = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .numberAt */ .tk)(value, 'version');
    if (version === undefined || !Number.isInteger(version))
        return undefined;
    const build = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(value, 'build');
    if (build !== null && typeof build !== 'string')
        return undefined;
    const newest = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asArray */ ._j)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(value, 'conditions'))[0];
    const changed = newest === undefined ? undefined : (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(newest, 'ptypes');
    const madeAt = Date.parse((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(value, 'created') ?? '');
    return {
        version,
        at: Number.isNaN(madeAt) ? undefined : madeAt,
        summary: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(value, 'summary') ?? '',
        failed: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(value, 'failed') === true,
        build: build ?? undefined,
        config: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(value, 'config'),
        state: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(value, 'state'),
        exception: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(newest, 'exception') ?? (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(value, 'exception') ?? undefined,
        changedTypes: Array.isArray(changed)
            ? changed.filter((type) => typeof type === 'string')
            : undefined,
    };
}
function readBuild(value) {
    const uuid = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(value, 'uuid');
    const image = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(value, 'image');
    if (uuid === undefined || image === undefined)
        return undefined;
    const procfile = Object.entries((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asObject */ .eB)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(value, 'procfile')) ?? {}).filter((entry) => typeof entry[1] === 'string');
    return {
        uuid,
        image,
        procfile: Object.fromEntries(procfile),
        dryccfile: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asObject */ .eB)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__.at)(value, 'dryccfile')) ?? {},
        sha: (0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .textAt */ .$6)(value, 'sha') ?? '',
    };
}
async function newestReleases(api, app, limit) {
    return releasesIn(await api.get(`apps/${app}/releases/?limit=${limit}`, `reading the releases of ${app}`, 'results'));
}
async function findRelease(api, app, wanted) {
    const limit = 100;
    for (let offset = 0;; offset += limit) {
        const json = await api.get(`apps/${app}/releases/?limit=${limit}&offset=${offset}`, `reading the releases of ${app}`, 'results');
        const releases = releasesIn(json);
        const found = releases.find(wanted);
        if (found !== undefined)
            return found;
        if (releases.length === 0 || offset + releases.length >= ((0,_http_json_js__WEBPACK_IMPORTED_MODULE_1__/* .numberAt */ .tk)(json, 'count') ?? 0))
            return undefined;
    }
}
function releasesIn(json) {
    return (0,_api_js__WEBPACK_IMPORTED_MODULE_0__/* .entriesOf */ .Mc)(json, readRelease, 'reading the releases').toSorted((a, b) => b.version - a.version);
}
function deploys(release, image) {
    return release.summary.endsWith(` deployed ${image}`);
}
function imageIn({ summary }) {
    return / deployed (\S+[/:@]\S+)$/.exec(summary)?.[1];
}
function rolledBackTo({ summary }) {
    const found = / rolled back to v(\d+)$/.exec(summary)?.[1];
    return found === undefined ? undefined : Number(found);
}
function versionOf(label) {
    const digits = /^v(\d{1,9})$/.exec(label ?? '')?.[1];
    return digits === undefined ? undefined : Number(digits);
}
function releaseRef(version, image) {
    return { id: `v${version}`, label: `release v${version}`, ...(image === undefined ? {} : { image }) };
}


/***/ }),

/***/ 49:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $r: () => (/* binding */ targetOf),
/* harmony export */   SN: () => (/* binding */ ownSettings),
/* harmony export */   Yu: () => (/* binding */ countsBefore),
/* harmony export */   ZA: () => (/* binding */ findOurs),
/* harmony export */   lQ: () => (/* binding */ observation)
/* harmony export */ });
/* harmony import */ var _formation_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6959);
/* harmony import */ var _pods_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7994);
/* harmony import */ var _releases_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4688);



function countsBefore(counts, { types, given, wanted }, typesBefore) {
    const changed = [...new Set([...(0,_formation_js__WEBPACK_IMPORTED_MODULE_0__/* .differing */ .R1)(counts, given).keys(), ...(0,_formation_js__WEBPACK_IMPORTED_MODULE_0__/* .differing */ .R1)(counts, wanted).keys()])];
    const added = types.filter((type) => !typesBefore.includes(type));
    return {
        was: (0,_formation_js__WEBPACK_IMPORTED_MODULE_0__/* .processesOf */ .L6)(counts),
        ...(changed.length === 0 ? {} : { counts: changed.map((type) => ({ type, wanted: counts.get(type) ?? 0 })) }),
        ...(added.length === 0 ? {} : { added }),
    };
}
function findOurs(releases, rollout, known = {}) {
    const later = releases.filter((release) => release.version > rollout.before);
    if (rollout.back !== undefined && rollout.version === undefined)
        return ourRollback(later, rollout);
    const build = rollout.back === undefined ? (known.build ?? rollout.build) : undefined;
    if (build !== undefined)
        return later.findLast((release) => release.build === build);
    if (rollout.version !== undefined)
        return later.find((release) => release.version === rollout.version);
    const mine = later.filter((release) => (0,_releases_js__WEBPACK_IMPORTED_MODULE_2__/* .deploys */ .hn)(release, rollout.image) ||
        (release.failed && release.build !== undefined && known.imageOf?.(release.build) === rollout.image));
    return mine.find((release) => !release.failed) ?? mine[0];
}
function ourRollback(later, { back, build }) {
    const mine = later.filter((release) => (0,_releases_js__WEBPACK_IMPORTED_MODULE_2__/* .rolledBackTo */ .rt)(release) === back || (release.failed && release.build === build));
    return mine.findLast((release) => !release.failed) ?? mine.at(-1);
}
function ownSettings(releases, rollout) {
    if (rollout.config === undefined)
        return undefined;
    return releases.find((release) => isOfBefore(release, rollout) && !release.failed && (0,_releases_js__WEBPACK_IMPORTED_MODULE_2__/* .rolledBackTo */ .rt)(release) === undefined);
}
function isOfBefore({ version, build }, { before, builtBefore }) {
    return version > before && build !== undefined && build === builtBefore;
}
function targetOf(releases, ours, rollout, good) {
    const after = rollout.previous === undefined ? rollout.before : 0;
    return releases.find((release) => release.version < ours &&
        release.version > after &&
        release.build !== undefined &&
        !(rollout.config !== undefined && isOfBefore(release, rollout)) &&
        release.version !== rollout.settled &&
        !release.failed &&
        good(release));
}
function observation(options) {
    const problem = options.problem ?? options.watch.problem(options.now);
    return {
        phase: options.phase,
        release: options.release,
        instances: options.ours.map((pod) => options.watch.instanceOf(pod)),
        previous: options.others.map(_pods_js__WEBPACK_IMPORTED_MODULE_1__/* .bystander */ .Vx),
        wanted: options.wanted,
        crashes: options.watch.crashes,
        ...(problem === undefined ? {} : { problem }),
    };
}


/***/ }),

/***/ 3153:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ Scaling),
/* harmony export */   j: () => (/* binding */ postCounts)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);

const lostStatuses = new Set([408, 499, 500, 502, 503, 504]);
class Scaling {
    #counts;
    #send;
    #adviceOn;
    #state;
    constructor(counts, send, adviceOn) {
        this.#counts = counts;
        this.#send = send;
        this.#adviceOn = adviceOn;
        this.#state = counts.size === 0 ? 'taken' : 'due';
    }
    get refusal() {
        return typeof this.#state === 'string' ? undefined : this.#state;
    }
    after(phase, up) {
        if (phase.phase !== 'done')
            return phase;
        if (this.#state === 'due' && up) {
            this.#state = 'open';
            void this.#order();
        }
        if (this.#state === 'taken')
            return phase;
        if (typeof this.#state === 'string')
            return { phase: 'moving' };
        return { phase: 'failed', problem: { message: this.#state.words, certain: true } };
    }
    async #order() {
        try {
            const answer = await this.#send(Object.fromEntries(this.#counts));
            const { status, words } = answer;
            const isTaken = status < 300 || (lostStatuses.has(status) && !words.startsWith('(scale)'));
            this.#state = isTaken
                ? 'taken'
                : { words: `scaling was refused: ${words || `status ${status}`}`, hint: this.#adviceOn(answer) };
        }
        catch (error) {
            this.#state = error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ ? { words: (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .bD)(error), hint: undefined } : 'taken';
        }
    }
}
function postCounts(api, app, path, counts, deadlineMs) {
    return api.call('POST', `apps/${app}/${path}`, counts, { deadlineMs });
}


/***/ }),

/***/ 1709:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ wayTo)
/* harmony export */ });
/* harmony import */ var _formation_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6959);
/* harmony import */ var _releases_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4688);
/* harmony import */ var _rollout_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(49);



function wayTo(options) {
    const { context, app, release, build, formation, typesBefore, releases, remarks } = options;
    const { state, counts, newest } = app;
    const serving = releases.find(({ version }) => version === (0,_releases_js__WEBPACK_IMPORTED_MODULE_1__/* .versionOf */ .E4)(state.release?.id));
    return {
        rollout: {
            ...{ runId: context.runId, app: context.request.app, image: build.image },
            ...{ previous: state.release, before: newest, wanted: (0,_formation_js__WEBPACK_IMPORTED_MODULE_0__/* .processesOf */ .L6)(formation.wanted) },
            ...{ back: release.version, build: build.uuid },
            ...(0,_rollout_js__WEBPACK_IMPORTED_MODULE_2__/* .countsBefore */ .Yu)(counts, formation, typesBefore),
            ...(state.url === undefined ? {} : { url: state.url }),
        },
        changes: changesTo(release, serving, counts, formation),
        remarks: [...remarksOn(build.image, release, releases), ...remarks],
    };
}
function changesTo({ version, config }, now, counts, { main, wanted }) {
    const scaled = [...(0,_formation_js__WEBPACK_IMPORTED_MODULE_0__/* .differing */ .R1)(counts, wanted)].map(([type, count]) => ({
        ...{ what: type === main ? 'instances' : `instances ${type}` },
        ...{ from: String(counts.get(type) ?? 0), to: String(count) },
    }));
    const isSame = config !== undefined && config === now?.config;
    return [...(isSame ? [] : [{ what: 'settings', to: `as of release v${version}` }]), ...scaled];
}
function remarksOn(image, target, releases) {
    const tag = image.includes('@sha256:')
        ? []
        : [`${image} is named by a tag: what a node has of it, or what it points at now, is what will run.`];
    const isBuild = / deployed /.test(target.summary) || (0,_releases_js__WEBPACK_IMPORTED_MODULE_1__/* .rolledBackTo */ .rt)(target) !== undefined;
    const first = isBuild
        ? undefined
        : releases.findLast(({ build, failed }) => build === target.build && build !== undefined && !failed);
    if (first === undefined || first.version >= target.version)
        return tag;
    return [
        ...tag,
        `Release v${target.version} changed settings only; the image was deployed with release v${first.version}, which to can name as well.`,
    ];
}


/***/ }),

/***/ 3001:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Yg: () => (/* binding */ withoutQuotes),
/* harmony export */   Z9: () => (/* binding */ wordsOf),
/* harmony export */   on: () => (/* binding */ deployFailure),
/* harmony export */   sc: () => (/* binding */ saysUnchanged),
/* harmony export */   yY: () => (/* binding */ saysBusy)
/* harmony export */ });
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3223);

function wordsOf(body) {
    const json = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .parseJson */ .qF)(body);
    const words = json === undefined ? undefined : wordsOfJson(json);
    return plainLines(words ?? titleOf(body) ?? body).trim();
}
function wordsOfJson(json) {
    if (typeof json === 'string')
        return json;
    if (Array.isArray(json))
        return sentences(json);
    const object = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asObject */ .eB)(json);
    if (object === undefined)
        return undefined;
    const known = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(object, 'detail') ?? (0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(object, 'error', 'message') ?? (0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(object, 'error');
    if (known !== undefined)
        return known;
    const fields = Object.entries(object)
        .map(([field, value]) => [field, typeof value === 'string' ? value : sentences((0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asArray */ ._j)(value))])
        .filter(([, text]) => text !== undefined)
        .map(([field, text]) => (field === 'non_field_errors' || field === 'detail' ? `${text}` : `${field}: ${text}`));
    return fields.length > 0 ? fields.join('; ') : undefined;
}
function sentences(list) {
    const texts = list.filter((entry) => typeof entry === 'string');
    return texts.length > 0 ? texts.join(' ') : undefined;
}
function titleOf(body) {
    return /<title[^>]*>\s*([^<]{1,300}?)\s*<\/title>/i.exec(body)?.[1];
}
function plainLines(text) {
    return text.replace(/\\r\\n|\\n|\r\n?/g, '\n');
}
function deployFailure(text) {
    const lines = plainLines(text)
        .trim()
        .replace(/^(?:[A-Z]\w*(?:Exception|Error|Unavailable): )/, '')
        .replace(/^(?:\((?:app::)?\w+\): )+/, '');
    const backTo = /Rolling back (?:process types )?to release (v\d+)/.exec(lines)?.[1];
    const deployment = /problem while deploying v\d+ of ([a-z0-9-]+)/.exec(lines)?.[1];
    const last = lines.split(/Additional information:\s*/).at(-1) ?? lines;
    const inner = last.replace(/^There was a problem deploying v\d+\. Rolling back[^\n]*\n?/, '').trim() || lines;
    const cause = firstOfTuple(inner).replace(/rpc error: code = \w+ desc = /g, '');
    return {
        cause,
        ...(backTo === undefined ? {} : { backTo }),
        ...(deployment === undefined ? {} : { deployment }),
    };
}
function firstOfTuple(text) {
    const found = /^\((['"])(.*?)\1, /s.exec(text);
    return found?.[2]?.trim() ?? text;
}
const complaint = /(?:'[\w.-]+' is a required property|is not valid under any of the given schemas|is not of type '\w+'|does not match '[^']*'|is too (?:short|long)|Additional properties are not allowed)$/;
function withoutQuotes(words) {
    return words.replace(/could not validate [\s\S]*/, (quoted) => {
        const said = complaint.exec(quoted.trim())?.[0];
        return said === undefined ? 'could not validate what was sent' : `could not validate what was sent: ${said}`;
    });
}
function saysBusy(words) {
    return /already in progress|executing pipeline/i.test(words);
}
function saysUnchanged(words) {
    return /changed nothing/i.test(words);
}


/***/ })

};
