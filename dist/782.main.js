export const id = 782;
export const ids = [782,953,52];
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


/***/ }),

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


/***/ }),

/***/ 4782:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runCommand: () => (/* binding */ runCommand)
});

// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/inputs/credentials.js
var credentials = __webpack_require__(5866);
// EXTERNAL MODULE: ./build/image/reference.js
var reference = __webpack_require__(7755);
// EXTERNAL MODULE: ./build/inputs/command.js
var inputs_command = __webpack_require__(125);
// EXTERNAL MODULE: ./build/inputs/form.js
var inputs_form = __webpack_require__(7364);
// EXTERNAL MODULE: ./build/inputs/image.js
var inputs_image = __webpack_require__(1077);
// EXTERNAL MODULE: ./build/inputs/input-error.js
var input_error = __webpack_require__(2699);
// EXTERNAL MODULE: ./build/inputs/readers.js
var readers = __webpack_require__(1764);
// EXTERNAL MODULE: ./build/inputs/target.js + 2 modules
var inputs_target = __webpack_require__(2643);
;// CONCATENATED MODULE: ./build/inputs/task.js







const ofImage = ['registry-username', 'registry-password', 'auth-realm-hosts'];
function readTaskRequest(input, repository, platformMistakes = () => []) {
    const form = new inputs_form/* Form */.l(input);
    const command = form.required('command', (text) => text);
    const target = (0,inputs_target/* readTarget */._E)(form, repository);
    const timeoutMs = target.timeoutMs ?? inputs_command/* usualCommandMs */.o;
    const size = (0,inputs_form/* optional */.E)({ memoryMb: form.read('memory', readers/* readSizeMb */.X8), diskMb: form.read('disk', readers/* readSizeMb */.X8) });
    const task = command === undefined ? undefined : { command, timeoutMs, ...size };
    const image = form.read('image', reference/* parseReference */.F2);
    const wish = (0,inputs_image/* readImageWish */.P)(form);
    if (form.text('image') === '') {
        for (const name of ofImage)
            if (form.text(name) !== '')
                form.mistake(name, 'goes with image');
    }
    const mistakes = [...form.mistakes, ...platformMistakes({ ...target, ...(0,inputs_form/* optional */.E)({ task }) })];
    if (mistakes.length > 0 || task === undefined || !(0,inputs_target/* isTarget */.Ex)(target))
        throw new input_error/* InputError */.d(mistakes);
    if (image === undefined)
        return { ...target, task };
    const deploy = {
        ...{ ...target, ...wish, image, settings: {}, envMode: 'merge', strategy: 'rolling', mode: 'deploy' },
        routesMode: 'add',
        beforeRelease: task,
    };
    return { ...target, task, deploy };
}

// EXTERNAL MODULE: ./build/phases/decide.js
var decide = __webpack_require__(953);
// EXTERNAL MODULE: ./build/phases/inspect.js
var inspect = __webpack_require__(5313);
// EXTERNAL MODULE: ./build/phases/log-in.js
var log_in = __webpack_require__(2003);
// EXTERNAL MODULE: ./build/phases/side-by-side.js
var side_by_side = __webpack_require__(3276);
// EXTERNAL MODULE: ./build/phases/task.js
var task = __webpack_require__(6052);
// EXTERNAL MODULE: ./build/platforms/index.js
var platforms = __webpack_require__(191);
// EXTERNAL MODULE: ./build/report/texts.js
var texts = __webpack_require__(6719);
// EXTERNAL MODULE: ./build/rollout/saved.js
var saved = __webpack_require__(2221);
// EXTERNAL MODULE: ./build/to-the-end.js + 3 modules
var to_the_end = __webpack_require__(7201);
;// CONCATENATED MODULE: ./build/run-command.js












function runCommand(world) {
    return (0,to_the_end/* toTheEnd */.a)(world, 'task', story);
}
async function story(world, report, known) {
    const { runner } = world;
    const input = (name) => runner.input(name);
    for (const secret of (0,credentials/* readCredentials */.L)(input, world.environment))
        runner.mask(secret);
    const { deploy, ...request } = readTaskRequest(input, runner.run.repository, await (0,platforms/* mistakesOf */.Jy)(input('platform')));
    known.request = deploy ?? request;
    report.begin((0,texts/* taskIntention */.a6)(known.request));
    const http = world.openHttp(request.certificates);
    const run = { ...world, http, request, report, known, until: { signal: world.signal } };
    const { platform, tasks, on } = deploy === undefined ? await released(run) : await staged(run, deploy);
    const ended = await (0,task.runInPhase)(run, {
        ...{ tasks, command: request.task, ...(on === undefined ? {} : { on }) },
        headline: on === undefined ? 'in what is released' : 'in the image, which is not released',
        save: (task) => remember(run, platform, tasks, task),
    });
    if (ended.ended === 'succeeded')
        return { verdict: 'succeeded' };
    const { ended: verdict, reason, hint } = ended;
    return { verdict, reason, hint, evidence: (0,task.taskEvidence)(run) };
}
function remember({ runner, known, until }, platform, tasks, task) {
    if (task === undefined) {
        (0,saved/* saveFinished */.Q8)(runner);
        delete known.begun;
        delete known.undo;
        return;
    }
    (0,saved/* saveRun */.BQ)(runner, platform, { task, wish: 'onCancel' });
    known.begun = 'command';
    known.undo = (limit) => {
        until.signal = limit;
        return tasks.cancel(task);
    };
}
async function released(run) {
    const { platform, current } = await (0,log_in/* logIn */.E)(run);
    const { app } = run.request;
    const { tasks } = placeFor(platform, current, app);
    if (current?.release !== undefined)
        return { platform, tasks };
    throw new errors/* ActionError */.lZ('NO_RELEASE', `${app} has no release yet: there is nothing in which a command could run.`, {
        hint: 'Deploy it first, or name the image in which the command is to run.',
    });
}
async function staged(run, request) {
    const { report, known } = run;
    const deploying = { ...run, request };
    const [facts, { platform, current }] = await (0,side_by_side/* sideBySide */.Q)((0,inspect/* inspect */.N)(deploying), (0,log_in/* logIn */.E)(run));
    const { tasks } = placeFor(platform, current, request.app);
    if (!tasks.anyImage) {
        throw new errors/* ActionError */.lZ('NO_TASK_IMAGE', `${platform.title} runs commands in what is released, and in no other image.`, {
            hint: 'Leave image out.',
        });
    }
    const planned = report.phase('Plan', async ({ end }) => end(await (0,decide/* planOf */.X)(deploying, facts, platform, current), 'nothing is released'));
    const plan = await planned.finally(() => report.findings(known.plan?.findings ?? []));
    const candidate = await report.phase('Build', async ({ end }) => end(await platform.prepare(plan), 'ready to run'));
    return { platform, tasks, on: platform.rolloutOf(candidate, plan) };
}
function placeFor(platform, current, app) {
    const hint = 'A command needs the place of an app, its variables and services: deploy the app first.';
    (0,log_in/* theApp */.j)(platform, current, app, hint);
    return { tasks: platform.tasks };
}


/***/ })

};
