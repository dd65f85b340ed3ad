export const id = 759;
export const ids = [759];
export const modules = {

/***/ 9759:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ask: () => (/* binding */ ask),
/* harmony export */   smoke: () => (/* binding */ smoke),
/* harmony export */   smokeUrl: () => (/* binding */ smokeUrl)
/* harmony export */ });
/* harmony import */ var _duration_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3110);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _http_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2602);



const firstPauseMs = 500;
const longestPauseMs = 5_000;
const deadlineMs = 15_000;
const shortestTryMs = 500;
const mostRedirects = 5;
const maxBytes = 1024 * 1024;
function smokeUrl({ target }, app) {
    if (target instanceof URL)
        return target;
    const base = app === undefined ? null : URL.parse(app);
    if (base === null || !/^https?:$/.test(base.protocol))
        return undefined;
    return new URL(base.pathname.replace(/\/+$/, '') + target.path, base);
}
async function smoke(test, url, { note, ...tools }) {
    const { clock, signal } = tools;
    const giveUpAt = clock.now() + test.timeoutMs;
    let said = '';
    for (let pause = firstPauseMs;; pause = Math.min(pause * 1.5, longestPauseMs)) {
        const startedAt = clock.now();
        const answer = await ask(test, url, tools, giveUpAt - startedAt);
        if (answer.right)
            return { ...answer, line: `${answer.line} in ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_2__/* .duration */ .p)(clock.now() - startedAt)}` };
        if (answer.line !== said)
            note(answer.line);
        said = answer.line;
        const left = giveUpAt - clock.now() - shortestTryMs;
        if (left <= 0)
            return { ...answer, line: `${answer.line}, for ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_2__/* .duration */ .p)(test.timeoutMs)}` };
        await clock.sleep(Math.min(pause, left), signal);
    }
}
async function ask(test, url, tools, withinMs = deadlineMs) {
    const asked = `GET ${url.origin}${url.pathname}`;
    try {
        const { response, elsewhere } = await follow(test, url, tools, Math.min(withinMs, deadlineMs));
        const body = response.body.toString('utf8');
        const words = body
            .split(/\r\n|\r|\n/)
            .map((line) => line.trim())
            .find((line) => line !== '');
        const line = `${asked} · ${response.status}${elsewhere === undefined ? '' : ` to ${elsewhere}`}`;
        const wrong = mistakeIn(test, response.status, body);
        if (wrong === undefined)
            return { right: true, line };
        return { right: false, line: `${line}${wrong}`, ...(words === undefined ? {} : { words }) };
    }
    catch (error) {
        if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ || !(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ))
            throw error;
        return { right: false, line: `${asked} · ${error.message.replace(`${(0,_http_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .nameOf */ .Vb)({ method: 'GET', url })}: `, '')}` };
    }
}
function mistakeIn({ statuses, text }, status, body) {
    if (!passes(status, statuses))
        return ` instead of ${statuses.map(rangeText).join(', ')}`;
    return text === undefined || body.includes(text) ? undefined : ', without the text that was asked for';
}
async function follow(test, first, tools, withinMs) {
    const { http, clock, signal } = tools;
    const until = clock.now() + withinMs;
    let url = first;
    for (let hops = 0;; hops++) {
        const response = await http.send({
            ...{ method: 'GET', url, signal, maxBytes, longer: 'cut', retry: 'never' },
            headers: { accept: '*/*', 'accept-encoding': 'identity' },
            deadlineMs: Math.max(1, until - clock.now()),
        });
        const location = response.headers['location'];
        const isRedirect = [301, 302, 303, 307, 308].includes(response.status);
        if (!isRedirect || location === undefined || passes(response.status, test.statuses))
            return { response };
        const next = URL.parse(location, url.href);
        if (next === null || !/^https?:$/.test(next.protocol))
            return { response, elsewhere: 'no address' };
        if (next.hostname !== first.hostname)
            return { response, elsewhere: next.host };
        if (hops >= mostRedirects)
            return { response, elsewhere: `${next.host} once more, after ${hops} others` };
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
