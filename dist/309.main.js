export const id = 309;
export const ids = [309];
export const modules = {

/***/ 309:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   finish: () => (/* binding */ finish)
/* harmony export */ });
/* harmony import */ var _duration_js__WEBPACK_IMPORTED_MODULE_13__ = __webpack_require__(3110);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9473);
/* harmony import */ var _inputs_credentials_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5866);
/* harmony import */ var _inputs_form_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7364);
/* harmony import */ var _inputs_input_error_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2699);
/* harmony import */ var _inputs_manifest_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7563);
/* harmony import */ var _inputs_secret_variables_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5950);
/* harmony import */ var _inputs_settings_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(7031);
/* harmony import */ var _inputs_target_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(2643);
/* harmony import */ var _platforms_index_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(191);
/* harmony import */ var _report_markdown_js__WEBPACK_IMPORTED_MODULE_12__ = __webpack_require__(4902);
/* harmony import */ var _report_texts_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(6719);
/* harmony import */ var _rollout_insist_js__WEBPACK_IMPORTED_MODULE_10__ = __webpack_require__(6888);
/* harmony import */ var _rollout_saved_js__WEBPACK_IMPORTED_MODULE_11__ = __webpack_require__(2221);
/* harmony import */ var _world_js__WEBPACK_IMPORTED_MODULE_14__ = __webpack_require__(3920);















const restoreWithinMs = 90_000;
const looksForOrder = 4;
const lookEveryMs = 3_000;
async function finish(world) {
    const saved = (0,_rollout_saved_js__WEBPACK_IMPORTED_MODULE_11__/* .loadRun */ .Sj)(world.runner);
    if (saved === undefined)
        return;
    const { runner } = world;
    const app = (saved.rollout ?? saved.task)?.app ?? '';
    const input = (name) => runner.input(name);
    for (const secret of (0,_inputs_credentials_js__WEBPACK_IMPORTED_MODULE_1__/* .readCredentials */ .L)(input, world.environment))
        runner.mask(secret);
    let summary = 'always';
    const tell = (text, ok) => {
        if (ok)
            runner.print(text, 'caution');
        else
            runner.annotate('warning', `Look at ${app}`, text);
        if (summary !== 'never')
            runner.summarise(`${ok ? '' : '⚠ '}${(0,_report_markdown_js__WEBPACK_IMPORTED_MODULE_12__/* .escapeMarkdown */ .FV)(runner.clean(text))}\n\n`);
    };
    try {
        const request = await readAsked(world, input, saved);
        summary = request.summary;
        const keeps = saved.wish !== undefined && request[saved.wish] === 'keep';
        if (keeps && (saved.wish === 'onFailure' || saved.rollout === undefined || saved.task !== undefined)) {
            const asked = saved.wish === 'onCancel' ? 'on-cancel' : 'on-failure';
            return tell(`${app}: the run ended early; nothing is undone, as asked (${asked}: keep).`, true);
        }
        runner.print(`${app}: ${opening(saved, keeps)} …`);
        const restored = await undo(world, request, saved, keeps);
        if (restored === 'goes on') {
            return tell(`${app}: the run ended early; its release goes on, as asked (on-cancel: keep).`, true);
        }
        const ended = saved.task === undefined ? '' : 'The command does not run any more. ';
        if (restored === undefined)
            return tell(`${app}: ${ended}`.trim(), true);
        const isBack = restored.verified || restored.serves === undefined;
        tell(`${app}: ${ended}${(0,_report_texts_js__WEBPACK_IMPORTED_MODULE_9__/* .restoredText */ .o$)(restored)}`, isBack && restored.left === undefined);
    }
    catch (error) {
        const cause = error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ ? `it took longer than ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_13__/* .duration */ .p)(restoreWithinMs)}.` : (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .bD)(error);
        const hint = error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ && error.hint !== undefined ? `\n${error.hint}` : '';
        const command = saved.rollout === undefined || (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ && error.code === stillRuns);
        const what = command ? 'the command could not be ended' : 'the previous release could not be put back';
        tell(`${app}: ${what} after the run ended early: ${cause}${hint}`, false);
    }
}
function opening({ task }, keeps) {
    if (keeps)
        return 'the run ended early. Looking whether its release goes on';
    if (task === undefined)
        return 'the run ended before its release did. Putting the previous release back';
    return 'the run ended before its command did. Ending the command';
}
async function readAsked({ runner, environment }, input, { rollout, task }) {
    const form = new _inputs_form_js__WEBPACK_IMPORTED_MODULE_2__/* .Form */ .l(input);
    const { repository } = runner.run;
    const target = (0,_inputs_target_js__WEBPACK_IMPORTED_MODULE_7__/* .readTarget */ ._E)(form, repository, (rollout ?? task)?.app);
    const asked = rollout === undefined ? {} : (0,_inputs_settings_js__WEBPACK_IMPORTED_MODULE_6__/* .readSettings */ .s)(form);
    const workspace = (0,_world_js__WEBPACK_IMPORTED_MODULE_14__/* .workspaceOf */ .B)(environment);
    const file = rollout === undefined ? undefined : await (0,_platforms_index_js__WEBPACK_IMPORTED_MODULE_8__/* .manifestOf */ .$V)(input, { workspace, repository });
    for (const secret of (0,_inputs_secret_variables_js__WEBPACK_IMPORTED_MODULE_5__/* .secretValues */ .V)(file?.settings.env ?? new Map()))
        runner.mask(secret);
    const settings = file === undefined ? asked : (0,_inputs_manifest_js__WEBPACK_IMPORTED_MODULE_4__/* .mergeSettings */ .s)(file.settings, asked);
    if (form.mistakes.length > 0 || !(0,_inputs_target_js__WEBPACK_IMPORTED_MODULE_7__/* .isTarget */ .Ex)(target))
        throw new _inputs_input_error_js__WEBPACK_IMPORTED_MODULE_3__/* .InputError */ .d(form.mistakes);
    return { ...target, settings, envMode: 'merge', routesMode: 'add' };
}
const stillRuns = 'COMMAND_RUNS';
async function endedBy({ tasks }, task, context) {
    const { endTask } = await __webpack_require__.e(/* import() */ 41).then(__webpack_require__.bind(__webpack_require__, 2041));
    return endTask(tasks, task, context);
}
async function isThere(platform, rollout, { clock, signal }) {
    for (let looks = 1;; looks += 1) {
        const { release } = await platform.observe(rollout);
        if (release !== undefined || looks === looksForOrder)
            return release !== undefined;
        await clock.sleep(lookEveryMs, signal);
    }
}
async function undo({ runner, openHttp, clock, signal }, request, { platform: kind, rollout, task }, keeps) {
    const until = AbortSignal.any([signal, clock.deadline(restoreWithinMs)]);
    const http = openHttp(request.certificates);
    const context = {
        ...{ http, clock, signal: until, runId: (rollout ?? task)?.runId ?? runner.run.id, docs: runner.run.docs },
        request: { ...request, platform: kind },
        mask: (secret) => runner.mask(secret),
        oidcToken: (audience) => runner.oidcToken(audience, http),
        note: (line) => runner.print(`  ${line}`, 'dim'),
    };
    const late = new Promise((_resolve, reject) => {
        until.addEventListener('abort', () => reject(new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ()));
    });
    const undone = (0,_rollout_insist_js__WEBPACK_IMPORTED_MODULE_10__/* .insist */ .R)(context, async () => {
        const platform = await (0,_platforms_index_js__WEBPACK_IMPORTED_MODULE_8__/* .connect */ .Ng)({ ...context });
        await platform.login();
        await platform.read();
        if (keeps && rollout !== undefined && (await isThere(platform, rollout, context)))
            return 'goes on';
        const left = task === undefined ? undefined : await endedBy(platform, task, context);
        const restored = rollout === undefined ? undefined : await platform.restore(rollout);
        if (left !== undefined)
            throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(stillRuns, `it ${left}`);
        return restored;
    });
    return Promise.race([undone, late]);
}


/***/ }),

/***/ 4902:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DV: () => (/* binding */ codeBlock),
/* harmony export */   FV: () => (/* binding */ escapeMarkdown),
/* harmony export */   nf: () => (/* binding */ link),
/* harmony export */   ti: () => (/* binding */ inlineCode)
/* harmony export */ });
/* harmony import */ var _runner_safe_text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4136);

function escapeMarkdown(text) {
    return (0,_runner_safe_text_js__WEBPACK_IMPORTED_MODULE_0__/* .oneLine */ .TN)(text)
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replace(/[\\`*_{}[\]()#+!|~^$]/g, '\\$&')
        .replace(/@|#(?=\d)|\bGH-(?=\d)/gi, '$&\u2060')
        .replace(/:\/\//g, ':\u2060//')
        .replace(/\bwww\./gi, (word) => `${word.slice(0, 3)}\u2060.`)
        .replace(/^(\d+)\./, '$1\\.')
        .replace(/^([-=])/, '\\$1');
}
function inlineCode(text) {
    const line = (0,_runner_safe_text_js__WEBPACK_IMPORTED_MODULE_0__/* .oneLine */ .TN)(text).replaceAll('|', '¦') || ' ';
    const fence = '`'.repeat(1 + longestRun(line));
    const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
    return `${fence}${pad}${line}${pad}${fence}`;
}
function codeBlock(lines) {
    const safe = lines.map((line) => (0,_runner_safe_text_js__WEBPACK_IMPORTED_MODULE_0__/* .oneLine */ .TN)(line));
    const fence = '`'.repeat(Math.max(3, 1 + Math.max(0, ...safe.map(longestRun))));
    return [`${fence}text`, ...safe, fence].join('\n');
}
function longestRun(text) {
    return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
function link(address) {
    return /^https?:\/\/[^\s<>"'`()[\]|\\]+$/.test(address) ? `<${address}>` : inlineCode(address);
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
