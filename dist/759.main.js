export const id = 759;
export const ids = [759];
export const modules = {

/***/ 9759:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   smoke: () => (/* binding */ smoke),
/* harmony export */   smokeUrl: () => (/* binding */ smokeUrl)
/* harmony export */ });
/* harmony import */ var _duration_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3110);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);


const firstPauseMs = 500;
const longestPauseMs = 5_000;
const deadlineMs = 15_000;
const mostRedirects = 5;
const maxBytes = 1024 * 1024;
function smokeUrl({ target }, app) {
    if (target instanceof URL)
        return target;
    return app !== undefined && URL.canParse(app) ? new URL(target.path, app) : undefined;
}
async function smoke(test, url, tools) {
    const { clock, signal, note } = tools;
    const giveUpAt = clock.now() + test.timeoutMs;
    let said = '';
    for (let pause = firstPauseMs;; pause = Math.min(pause * 1.5, longestPauseMs)) {
        const startedAt = clock.now();
        const { passed, line } = await once(test, url, tools);
        if (passed)
            return { ok: true, line: `${line} in ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p)(clock.now() - startedAt)}` };
        if (line !== said)
            note(line);
        said = line;
        if (clock.now() + pause >= giveUpAt)
            return { ok: false, reason: `${line}, for ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p)(test.timeoutMs)}` };
        await clock.sleep(pause, signal);
    }
}
async function once(test, url, { http, signal }) {
    const asked = `GET ${url.origin}${url.pathname}`;
    try {
        const response = await follow(url, http, signal);
        const answered = `${asked} · ${response.status}`;
        if (!passes(response.status, test.statuses)) {
            return { passed: false, line: `${answered} instead of ${test.statuses.map(rangeText).join(', ')}` };
        }
        if (test.text !== undefined && !response.body.toString('utf8').includes(test.text)) {
            return { passed: false, line: `${answered}, without the text that was asked for` };
        }
        return { passed: true, line: answered };
    }
    catch (error) {
        if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ || !(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ))
            throw error;
        return { passed: false, line: `${asked} · ${error.message}` };
    }
}
async function follow(first, http, signal) {
    let url = first;
    for (let hops = 0;; hops++) {
        const response = await http.send({ method: 'GET', url, deadlineMs, maxBytes, retry: 'never', signal });
        const location = response.headers['location'];
        const isRedirect = [301, 302, 303, 307, 308].includes(response.status);
        if (!isRedirect || location === undefined || hops >= mostRedirects || !URL.canParse(location, url.href))
            return response;
        const next = new URL(location, url);
        if (next.host !== first.host)
            return response;
        url = next;
    }
}
function passes(status, ranges) {
    return ranges.some(({ from, to }) => status >= from && status <= to);
}
function rangeText({ from, to }) {
    return from === to ? `${from}` : `${from}-${to}`;
}


/***/ })

};
