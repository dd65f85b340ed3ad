export const id = 41;
export const ids = [41];
export const modules = {

/***/ 2041:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   endTask: () => (/* binding */ endTask),
/* harmony export */   runTask: () => (/* binding */ runTask)
/* harmony export */ });
/* harmony import */ var _duration_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3110);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _platforms_overtaken_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9498);



const endPauseMs = 1_000;
const blindMs = 5 * 60_000;
const appearMs = 5_000;
const endMs = 20_000;
async function runTask(tasks, command, first, tools, on) {
    const { save, clock, signal, pace, printed } = tools;
    save(first);
    let task;
    try {
        task = await tasks.start(command, on);
    }
    catch (error) {
        if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ || error instanceof _platforms_overtaken_js__WEBPACK_IMPORTED_MODULE_1__/* .Overtaken */ .c || !(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ))
            throw error;
        const { message: reason, hint } = error;
        const mayRun = error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Uncertain */ .w5;
        return { ended: mayRun ? 'unknown' : 'failed', reason, hint, mayRun };
    }
    save(task);
    const startedAt = clock.now();
    let sawAt = startedAt;
    pace.begin();
    for (;;) {
        const askedAt = clock.now();
        try {
            const look = await tasks.look(task);
            sawAt = clock.now();
            if (look === undefined)
                return unknown('The platform does not know the command any more', false);
            if (look.lines.length > 0)
                printed(look.lines);
            if (look.state !== 'running')
                return endOf(look);
        }
        catch (error) {
            if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ || !(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ))
                throw error;
            if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Uncertain */ .w5)
                return { ended: 'unknown', reason: error.message, hint: error.hint, mayRun: true };
            const blind = `The platform could not be asked about the command for ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_2__/* .duration */ .p)(blindMs)}: ${error.message}`;
            if (clock.now() - sawAt >= blindMs)
                return unknown(blind, true);
        }
        if (clock.now() - startedAt >= command.timeoutMs)
            break;
        await clock.sleep(pace.pauseAfter(askedAt), signal);
    }
    const left = await endTask(tasks, task, tools);
    const reason = `The command took longer than ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_2__/* .duration */ .p)(command.timeoutMs)}, and ${left ?? 'was ended'}`;
    const hint = 'Give it more time, or see in its output what it waits for.';
    return { ended: 'failed', reason, hint, mayRun: left !== undefined };
}
function unknown(reason, mayRun) {
    const hint = 'Look at the app’s tasks before the command is run again: it may have done all, a part, or nothing.';
    return { ended: 'unknown', reason, hint, mayRun };
}
function endOf({ state, exitCode, reason, hint }) {
    const code = exitCode === undefined ? {} : { exitCode };
    if (state === 'succeeded')
        return { ended: 'succeeded', ...code };
    const said = reason ?? (exitCode === undefined ? 'the platform gives no reason' : `exit status ${exitCode}`);
    return { ended: 'failed', ...code, reason: `The command failed: ${said}`, hint, mayRun: false };
}
async function endTask(tasks, task, { clock, signal, printed }) {
    const startedAt = clock.now();
    const waitedFor = (ms) => clock.now() - startedAt >= ms;
    for (let told = false;;) {
        let left = 'did not end when it was told to';
        try {
            const look = await tasks.look(task);
            if (look === undefined && (task.id !== undefined || waitedFor(appearMs)))
                return undefined;
            if (look !== undefined) {
                if (look.lines.length > 0)
                    printed?.(look.lines);
                if (look.state !== 'running')
                    return undefined;
                if (!told)
                    await tasks.cancel(task);
                told = true;
            }
        }
        catch (error) {
            if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ || !(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ))
                throw error;
            left = `could not be ended: ${error.message}`;
        }
        if (waitedFor(endMs))
            return left;
        await clock.sleep(endPauseMs, signal);
    }
}


/***/ })

};
