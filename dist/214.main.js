export const id = 214;
export const ids = [214];
export const modules = {

/***/ 1214:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   askForOidcToken: () => (/* binding */ askForOidcToken)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _http_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2602);
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3223);
/* harmony import */ var _http_loopback_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(356);




const longestAnswer = 64 * 1024;
async function askForOidcToken(audience, { env, http, event, mask }) {
    const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken } = env;
    if (!address || !requestToken)
        throw notPermitted(event);
    mask(requestToken);
    const url = URL.parse(`${address}&audience=${encodeURIComponent(audience)}`);
    if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && (0,_http_loopback_js__WEBPACK_IMPORTED_MODULE_2__/* .isLoopback */ .U)(url)))) {
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('OIDC_UNAVAILABLE', 'ACTIONS_ID_TOKEN_REQUEST_URL is no https URL', {
            hint: 'The runner sets it. Has a step before this one, or env: of the workflow, set it to something else?',
        });
    }
    const response = await http.send({
        method: 'GET',
        url,
        headers: { accept: 'application/json', authorization: `Bearer ${requestToken}` },
        maxBytes: longestAnswer,
    });
    const answer = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_3__/* .parseJson */ .qF)(response.body.toString('utf8'));
    const token = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(answer, 'value');
    if (response.status !== 200 || token === undefined || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) {
        const words = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_3__/* .textAt */ .$6)(answer, 'message') ?? `it answered ${response.status}`;
        const what = response.status === 200 ? 'its answer holds none' : words;
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('OIDC_REFUSED', `GitHub gave no OIDC token: ${what} (${(0,_http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .nameOf */ .Vb)(response.request)})`, {
            hint: 'Run the job again. If it stays so, look at githubstatus.com.',
        });
    }
    for (const secret of [token, ...token.split('.').slice(1)])
        mask(secret);
    return token;
}
function notPermitted(event) {
    const fork = event === 'pull_request'
        ? 'Runs for pull requests from forks get none, whatever is permitted: deploy after the merge.'
        : 'Runs for pull requests from forks get none, whatever is permitted.';
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('OIDC_UNAVAILABLE', 'This job may not ask for an OIDC token, so there is nothing to log in with', {
        hint: `Add this line to the job; in a reusable workflow also to the job that calls it, since the called one can have no more than its caller. ${fork}`,
        details: ['permissions: { id-token: write }'],
    });
}


/***/ })

};
