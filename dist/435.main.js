export const id = 435;
export const ids = [435];
export const modules = {

/***/ 6435:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  ecrLogin: () => (/* binding */ ecrLogin)
});

// UNUSED EXPORTS: ecrRegistry, exchangeAccessKey

// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/http/json.js
var json = __webpack_require__(3223);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./build/registry/login/aws-signature.js

const algorithm = 'AWS4-HMAC-SHA256';
function signedHeaders(request, key, { region, service }, now) {
    const date = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
    const day = date.slice(0, 8);
    const headers = lowerCased({ ...request.headers, 'x-amz-date': date });
    const covered = { ...headers, host: request.url.host };
    const names = Object.keys(covered).sort(byCodeUnit).join(';');
    const scope = [day, region, service, 'aws4_request'].join('/');
    const toSign = [algorithm, date, scope, sha256(canonicalRequest(request, covered, names))].join('\n');
    const signingKey = [day, region, service, 'aws4_request'].reduce(hmac, `AWS4${key.secret}`);
    const signature = hmac(signingKey, toSign).toString('hex');
    const authorization = `${algorithm} Credential=${key.id}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
    return { ...headers, authorization };
}
function canonicalRequest({ method, url, body }, headers, names) {
    const lines = Object.entries(headers)
        .map(([name, value]) => [name, value.trim().replace(/ +/g, ' ')])
        .sort(byName)
        .map(([name, value]) => `${name}:${value}\n`);
    const path = url.pathname.split('/').map(encoded).join('/');
    return [method, path, canonicalQuery(url), lines.join(''), names, sha256(body)].join('\n');
}
function canonicalQuery({ searchParams }) {
    return [...searchParams]
        .map(([name, value]) => [encoded(name), encoded(value)])
        .sort((one, other) => byName(one, other) || byCodeUnit(one[1], other[1]))
        .map(([name, value]) => `${name}=${value}`)
        .join('&');
}
function encoded(text) {
    return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
function lowerCased(headers) {
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
function byName([one], [other]) {
    return byCodeUnit(one, other);
}
function byCodeUnit(one, other) {
    return one < other ? -1 : one > other ? 1 : 0;
}
function sha256(text) {
    return (0,external_node_crypto_.createHash)('sha256').update(text, 'utf8').digest('hex');
}
function hmac(key, text) {
    return (0,external_node_crypto_.createHmac)('sha256', key).update(text, 'utf8').digest();
}

// EXTERNAL MODULE: ./build/registry/login/credential.js
var login_credential = __webpack_require__(7295);
;// CONCATENATED MODULE: ./build/registry/login/ecr.js




const maxAnswerBytes = 64 * 1024;
const pausesWhenThrottled = [500, 1_000, 2_000];
function ecrRegistry(host) {
    const match = /^(\d{12})\.dkr\.ecr(-fips)?\.([a-z0-9-]+)\.(amazonaws\.com(?:\.cn)?)$/.exec(host);
    const [, account, fips, region, domain] = match ?? [];
    if (account === undefined || region === undefined)
        return undefined;
    const service = fips === undefined ? 'api.ecr' : 'ecr-fips';
    return { account, region, endpoint: new URL(`https://${service}.${region}.${domain}/`) };
}
const exchanged = new WeakMap();
async function ecrLogin(login, host, access) {
    if (!/^AKIA[A-Z0-9]{16}$/.test(login.username) || ecrRegistry(host) === undefined)
        return login;
    const known = exchanged.get(login) ?? new Map();
    exchanged.set(login, known);
    const pending = known.get(host) ?? exchangeAccessKey(login, host, access);
    known.set(host, pending);
    try {
        return await pending;
    }
    catch (error) {
        known.delete(host);
        throw error;
    }
}
async function exchangeAccessKey(login, host, access) {
    const registry = ecrRegistry(host);
    if (registry === undefined) {
        throw new errors/* ActionError */.lZ('REGISTRY_ANSWER', `${host} is no registry of ECR: AWS gives no password for it.`);
    }
    for (let attempt = 0;; attempt++) {
        const response = await ask(registry, login, access);
        if (response.status === 200)
            return readLogin(response, access);
        const pause = pausesWhenThrottled[attempt];
        const again = response.status === 400 && isThrottled(refusalOf(response));
        if (pause === undefined || !again)
            throw refused(response, login, registry);
        await access.clock.sleep(pause, access.signal);
    }
}
function ask({ endpoint, region }, { username, password }, { http, clock, signal }) {
    const method = 'POST';
    const body = '{}';
    const covered = {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken',
    };
    const headers = signedHeaders({ method, url: endpoint, headers: covered, body }, { id: username, secret: password }, { region, service: 'ecr' }, clock.now());
    return http.send({
        method,
        url: endpoint,
        headers: { ...headers, accept: 'application/json', 'accept-encoding': 'identity' },
        body,
        retry: 'safe',
        maxBytes: maxAnswerBytes,
        signal,
    });
}
function readLogin(response, { mask }) {
    const entries = (0,json/* asArray */._j)((0,json.at)((0,json/* parseJson */.qF)(response.body.toString('utf8')), 'authorizationData'));
    const token = entries.map((entry) => (0,json/* textAt */.$6)(entry, 'authorizationToken')).find((text) => text !== undefined);
    if (token === undefined || token === '')
        throw badAnswer(response, 'answered 200 without a password');
    mask(token);
    const [, username, password] = /^([^:]*):(.+)$/s.exec(Buffer.from(token, 'base64').toString('utf8')) ?? [];
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(token) || username === undefined || password === undefined) {
        throw badAnswer(response, 'gave something else than a user name and a password');
    }
    const credential = { kind: 'password', username, password };
    for (const secret of (0,login_credential/* secretsOf */.Fj)(credential))
        mask(secret);
    const problem = (0,login_credential/* credentialProblem */.FL)(credential);
    if (problem !== undefined)
        throw badAnswer(response, `gave a login that ${problem}`);
    return { username, password };
}
function badAnswer({ request }, problem) {
    return new errors/* ActionError */.lZ('REGISTRY_TOKEN', `${request.url.host} ${problem}.`, { hint: betweenHint });
}
function refusalOf({ body, headers }) {
    const answer = (0,json/* parseJson */.qF)(body.toString('utf8'));
    const type = headers['x-amzn-errortype'] ?? (0,json/* textAt */.$6)(answer, '__type') ?? (0,json/* textAt */.$6)(answer, 'code');
    const name = /^(?:[^#:]*#)?(\w+)(?:$|:)/.exec(type ?? '')?.[1];
    const text = (0,json/* textAt */.$6)(answer, 'message') ?? (0,json/* textAt */.$6)(answer, 'Message');
    const [line = ''] = (text ?? '').trim().split(/[\r\n\u2028\u2029]/, 1);
    const message = line.trim();
    return { name, message: message === '' ? undefined : message };
}
function isThrottled({ name = '' }) {
    return /^(?:Throttl(?:ing|ed)(?:Exception)?|TooManyRequestsException)$/.test(name);
}
const betweenHint = 'Is there a proxy between this runner and AWS that answers in its place?';
function refused(response, login, registry) {
    const { status, request } = response;
    const refusal = refusalOf(response);
    const { name, message } = refusal;
    const said = [`${request.url.host} said: ${status}`, name, message].filter((part) => part !== undefined).join(' ');
    if (status >= 500 || status === 408) {
        return new errors/* ActionError */.lZ('REGISTRY_UNAVAILABLE', `${request.url.host} cannot answer at the moment. (${said})`, {
            hint: 'Run the job again when ECR has recovered.',
        });
    }
    if (status === 429 || isThrottled(refusal)) {
        const sentence = `AWS was asked too often for a password of ECR by the account of the access key ${login.username}.`;
        return new errors/* ActionError */.lZ('REGISTRY_LOGIN', `${sentence} (${said})`, {
            hint: 'Run the job again later, or fewer jobs at the same time.',
        });
    }
    if (name === undefined) {
        return new errors/* ActionError */.lZ('REGISTRY_ANSWER', `${request.url.host} gave an answer that is not AWS’s. (${said})`, {
            hint: betweenHint,
        });
    }
    const { sentence, hint } = explain(name, message ?? '', login.username, registry);
    return new errors/* ActionError */.lZ('REGISTRY_LOGIN', `${sentence} (${said})`, { hint });
}
function explain(name, message, id, { region }) {
    const isLate = /^Signature (?:expired|not yet current)/i.test(message);
    if (isLate || /^(?:RequestExpired|RequestExpiredException|RequestTimeTooSkewed)$/.test(name)) {
        return {
            sentence: `AWS does not take a request signed by this runner’s clock with the access key ${id}.`,
            hint: 'A signature is good for a few minutes: set the clock of the runner. The key itself may be right.',
        };
    }
    if (/^(?:UnrecognizedClientException|InvalidClientTokenId)$/.test(name)) {
        return {
            sentence: `AWS does not know the access key ${id} in ${region}.`,
            hint: 'Check registry-username: was the key deleted or made inactive, or is its account in another partition of AWS (China, GovCloud)?',
        };
    }
    if (/^(?:InvalidSignatureException|SignatureDoesNotMatch)$/.test(name)) {
        return {
            sentence: `AWS does not accept the secret of the access key ${id}.`,
            hint: 'registry-password has to be the secret access key that was made together with that id, whole and without spaces or line breaks.',
        };
    }
    if (/^AccessDenied(?:Exception)?$/.test(name)) {
        return {
            sentence: `The access key ${id} may not ask for a password of ECR.`,
            hint: 'Allow its IAM user ecr:GetAuthorizationToken on all resources ("*"), and ecr:BatchGetImage and ecr:GetDownloadUrlForLayer on the repository.',
        };
    }
    return {
        sentence: `AWS gives no password of ECR for the access key ${id}.`,
        hint: 'Check registry-username and registry-password: the id and the secret of an access key whose IAM user may pull from ECR.',
    };
}


/***/ })

};
