export const id = 41;
export const ids = [41];
export const modules = {

/***/ 2041:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   runTask: () => (/* binding */ runTask)
/* harmony export */ });
/* harmony import */ var _duration_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3110);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);


const firstPauseMs = 1_000;
const longestPauseMs = 5_000;
const blindMs = 60_000;
const keptLines = 200;
async function runTask(tasks, command, first, { clock, signal, save, printed }, on) {
    save(first);
    const task = await tasks.start(command, on);
    save(task);
    const startedAt = clock.now();
    const log = [];
    let sawAt = startedAt;
    for (let pause = firstPauseMs;; pause = Math.min(pause * 1.3, longestPauseMs)) {
        let look;
        try {
            look = await tasks.look(task);
            sawAt = clock.now();
            if (look.lines.length > 0)
                printed(look.lines);
            log.push(...look.lines);
            log.splice(0, Math.max(0, log.length - keptLines));
        }
        catch (error) {
            if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ || !(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ))
                throw error;
            if (clock.now() - sawAt >= blindMs) {
                const reason = `The platform could not be asked about the command for ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p)(blindMs)}: ${error.message}`;
                return { ok: false, reason, log };
            }
        }
        if (look !== undefined && look.state !== 'running')
            return endOf(look, log);
        if (clock.now() - startedAt >= command.timeoutMs) {
            await tasks.cancel(task);
            return { ok: false, reason: `The command was ended: it took longer than ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p)(command.timeoutMs)}.`, log };
        }
        await clock.sleep(pause, signal);
    }
}
function endOf({ state, exitCode, reason }, log) {
    const code = exitCode === undefined ? {} : { exitCode };
    if (state === 'succeeded')
        return { ok: true, ...code, log };
    const said = reason ?? (exitCode === undefined ? 'the platform gives no reason' : `exit status ${exitCode}`);
    return { ok: false, ...code, reason: `The command failed: ${said}`, log };
}


/***/ })

};
