export const id = 993;
export const ids = [993];
export const modules = {

/***/ 2993:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   aftermath: () => (/* binding */ aftermath)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _report_texts_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6719);
/* harmony import */ var _rollout_insist_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6888);
/* harmony import */ var _rollout_outcome_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5454);
/* harmony import */ var _rollout_saved_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2221);





async function aftermath(run, platform, begun, broken) {
    const { known, runner } = run;
    const { ended, reason, hint, last } = broken;
    if (ended !== 'failed') {
        (0,_rollout_saved_js__WEBPACK_IMPORTED_MODULE_4__/* .saveFinished */ .Q8)(runner);
        return { verdict: ended === 'overtaken' ? 'failed' : ended, reason, hint, last };
    }
    known.trouble = reason;
    begun.save();
    const evidence = broken.evidence ?? (await explain(run, platform, begun.rollout, broken));
    const after = await restore(run, platform, begun);
    if ((0,_rollout_outcome_js__WEBPACK_IMPORTED_MODULE_3__/* .isSettled */ .Is)(after))
        (0,_rollout_saved_js__WEBPACK_IMPORTED_MODULE_4__/* .saveFinished */ .Q8)(runner);
    return {
        verdict: begun.released ? (0,_rollout_outcome_js__WEBPACK_IMPORTED_MODULE_3__/* .verdictAfter */ .cJ)(after) : 'failed',
        reason,
        hint,
        last,
        evidence,
        begun: known.begun,
        after,
    };
}
function explain({ report }, platform, rollout, { reason, proof }) {
    return report.phase('Why', async ({ open, end }) => {
        const seen = await platform.evidence(rollout);
        const evidence = proof === undefined ? seen : { facts: [...proof, ...seen.facts], log: seen.log };
        const cause = evidence.cause ?? reason;
        open(cause);
        report.evidence(evidence);
        return end(evidence, cause);
    });
}
async function restore({ request, report, clock, signal }, platform, begun) {
    if (request.onFailure === 'keep')
        return { kind: 'kept' };
    const { task, rollout } = begun;
    return report.phase('Restore', async ({ end, fail }) => {
        try {
            const patience = { clock, signal, note: (line) => report.note(line) };
            if (task !== undefined && platform.tasks !== undefined) {
                const { endTask } = await __webpack_require__.e(/* import() */ 41).then(__webpack_require__.bind(__webpack_require__, 2041));
                const left = await endTask(platform.tasks, task, patience);
                if (left !== undefined)
                    return fail({ kind: 'unrestored', error: `The command ${left}` }, `the command ${left}`);
                begun.saveTask(undefined);
            }
            const restored = await (0,_rollout_insist_js__WEBPACK_IMPORTED_MODULE_2__/* .insist */ .R)(patience, () => platform.restore(rollout));
            return (restored.verified ? end : fail)({ kind: 'restored', restored }, (0,_report_texts_js__WEBPACK_IMPORTED_MODULE_1__/* .restoredText */ .o$)(restored));
        }
        catch (error) {
            if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ || !(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ))
                throw error;
            return fail({ kind: 'unrestored', error: error.message }, error.message);
        }
    });
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
