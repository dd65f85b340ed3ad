export const id = 639;
export const ids = [639,20];
export const modules = {

/***/ 6020:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   conclude: () => (/* binding */ conclude)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _rollout_insist_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6888);


async function conclude(run, platform, rollout) {
    const { request, report, runner, clock, signal, known } = run;
    const { conclude } = platform;
    if (conclude === undefined)
        return;
    try {
        const note = (line) => report.note(line);
        for (const line of await (0,_rollout_insist_js__WEBPACK_IMPORTED_MODULE_1__/* .insist */ .R)({ clock, signal, note }, () => conclude.call(platform, rollout)))
            note(line);
        if (isUnreachable(request))
            known.url = undefined;
    }
    catch (error) {
        if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ))
            throw error;
        runner.annotate('warning', `Look at ${request.app}`, `The release is live, but something of the one before was left: ${error.message}\nRun this job again.`);
    }
}
function isUnreachable(request) {
    return 'routesMode' in request && request.routesMode === 'exact' && request.settings?.routes?.length === 0;
}


/***/ }),

/***/ 6888:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   R: () => (/* binding */ insist)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);

const pausesMs = [2_000, 5_000, 10_000, 20_000];
async function insist({ clock, signal, note }, work) {
    for (const pause of pausesMs) {
        try {
            return await work();
        }
        catch (error) {
            if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ || !(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ))
                throw error;
            note(`${error.message}: trying again`);
        }
        await clock.sleep(pause, signal);
    }
    return work();
}


/***/ })

};
