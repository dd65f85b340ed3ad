export const id = 953;
export const ids = [953];
export const modules = {

/***/ 953:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ planOf),
/* harmony export */   decide: () => (/* binding */ decide)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _plan_make_plan_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3154);
/* harmony import */ var _report_lines_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6812);
/* harmony import */ var _rollout_judge_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1989);
/* harmony import */ var _smoke_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5776);





async function decide(run, facts, platform, current) {
    const { request, report, known } = run;
    const decided = report.phase('Plan', async ({ end }) => {
        const plan = await planOf(run, facts, platform, current);
        const line = (0,_report_lines_js__WEBPACK_IMPORTED_MODULE_2__/* .planLine */ .od)(plan.changes);
        if (plan.changes.length > 0 || request.mode === 'plan')
            return end({ plan, serving: undefined }, line);
        const { look, but } = await lookAt(run, plan, platform);
        if (but !== undefined)
            return end({ plan, serving: undefined }, `${line}, but ${but}: released again`);
        const { running, wanted } = (0,_rollout_judge_js__WEBPACK_IMPORTED_MODULE_4__/* .strengthOf */ .NY)(look);
        return end({ plan, serving: look }, `${line}, ${running} of ${wanted} instances run`);
    });
    try {
        const { plan, serving } = await decided;
        const isWritten = serving === undefined && (plan.changes.length > 0 || request.mode === 'deploy');
        if (isWritten)
            report.remarks(plan.remarks);
        return { plan, serving };
    }
    finally {
        report.findings(known.plan?.findings ?? []);
    }
}
async function planOf(run, facts, platform, current) {
    const { request, known, runner } = run;
    const findings = await judge(run, facts, platform);
    const plan = (0,_plan_make_plan_js__WEBPACK_IMPORTED_MODULE_1__/* .makePlan */ .Cs)(request, { facts, findings }, current, platform);
    known.plan = plan;
    (0,_plan_make_plan_js__WEBPACK_IMPORTED_MODULE_1__/* .refuseBadImage */ .DZ)(plan.findings, runner.run.docs);
    return plan;
}
async function judge({ request, clock, runner }, facts, platform) {
    const { commonFindings } = await __webpack_require__.e(/* import() */ 907).then(__webpack_require__.bind(__webpack_require__, 8907));
    const deployedAs = platform.imageFor(facts);
    const subject = {
        ...{ facts, deployedAs, stored: request.registry, job: runner.run, now: clock.now() },
        request: { ...request, platform: platform.kind },
    };
    return [...commonFindings(subject), ...platform.check(subject)];
}
async function lookAt(run, plan, platform) {
    try {
        const look = await platform.serving(plan);
        const but = (0,_rollout_judge_js__WEBPACK_IMPORTED_MODULE_4__/* .shortcoming */ .S$)(look) ?? (await (0,_smoke_js__WEBPACK_IMPORTED_MODULE_3__/* .smokeOnce */ .fM)(run));
        return but === undefined ? { look } : { but };
    }
    catch (error) {
        if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ || !(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ))
            throw error;
        return { but: `what runs could not be looked at (${error.message})` };
    }
}


/***/ })

};
