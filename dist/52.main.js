export const id = 52;
export const ids = [52];
export const modules = {

/***/ 6052:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   runInPhase: () => (/* binding */ runInPhase),
/* harmony export */   taskEvidence: () => (/* binding */ taskEvidence)
/* harmony export */ });
/* harmony import */ var _platforms_app_log_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1555);

const keptLines = 200;
function runInPhase(run, { tasks, command, headline, save, on }) {
    const { request, report, known, http, clock, signal, runner } = run;
    return report.phase('Task', async ({ open, end, fail }) => {
        open(headline);
        const first = { runId: on?.runId ?? runner.run.id, app: request.app };
        const printed = (lines) => {
            report.foreign(lines);
            known.task = { ...known.task, log: [...(known.task?.log ?? []), ...lines].slice(-keptLines) };
        };
        const { Pace } = await __webpack_require__.e(/* import() */ 135).then(__webpack_require__.bind(__webpack_require__, 2135));
        const { runTask } = await __webpack_require__.e(/* import() */ 41).then(__webpack_require__.bind(__webpack_require__, 2041));
        const pace = new Pace(clock, () => http.sent);
        const ended = await runTask(tasks, command, first, { clock, signal, pace, save, printed }, on);
        const { exitCode } = ended;
        known.task = { log: known.task?.log ?? [], ...(exitCode === undefined ? {} : { exitCode }) };
        if (ended.ended === 'succeeded' || !ended.mayRun)
            save(undefined);
        if (ended.ended !== 'succeeded')
            return fail(ended, ended.reason);
        return end(ended, exitCode === undefined ? 'done' : `exit ${exitCode}`);
    });
}
function taskEvidence({ known }) {
    const { log = [], exitCode } = known.task ?? {};
    const cause = exitCode === undefined ? undefined : (0,_platforms_app_log_js__WEBPACK_IMPORTED_MODULE_0__/* .errorLine */ .B)(log);
    return { ...(cause === undefined ? {} : { cause }), facts: [], log };
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


/***/ })

};
