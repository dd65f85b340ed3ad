export const id = 611;
export const ids = [611];
export const modules = {

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

/***/ 4611:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   summaryOf: () => (/* binding */ summaryOf)
/* harmony export */ });
/* harmony import */ var _duration_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(3110);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7755);
/* harmony import */ var _image_rule_codes_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(1273);
/* harmony import */ var _rollout_judge_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1989);
/* harmony import */ var _rollout_outcome_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5454);
/* harmony import */ var _lines_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6812);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4902);
/* harmony import */ var _texts_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6719);








const longest = 100_000;
function summaryOf(story, docs) {
    const blocks = [
        ...[heading(story), facts(story), failure(story), logOf(story)],
        ...[story.entry === 'task' ? '' : changes(story), phases(story), image(story), findings(story, docs)],
    ].filter((block) => block !== '');
    const text = `${blocks.join('\n\n')}\n\n`;
    if (text.length <= longest)
        return text;
    let left = longest;
    const short = blocks.filter((block) => {
        const fits = block.length + 2 <= left;
        if (fits)
            left -= block.length + 2;
        return fits;
    });
    return `${short.join('\n\n')}\n\nThe rest was too long; it stands in the log.\n\n`;
}
function heading({ entry, request, platform, outcome }) {
    const app = (0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .inlineCode */ .ti)(request?.app ?? 'deploy-image');
    const where = platform === undefined ? '' : ` on ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .escapeMarkdown */ .FV)(`${platform.title} · ${platform.target}`)}`;
    const words = {
        live: 'is live',
        unchanged: 'is unchanged',
        planned: 'is planned',
        failed: 'failed',
        restored: 'failed and was restored',
        cancelled: 'was cancelled',
        superseded: 'was superseded',
        unknown: 'cannot be judged',
        succeeded: 'succeeded',
    };
    const what = entry === 'task' ? `${app}: the command` : app;
    return `### ${(0,_rollout_outcome_js__WEBPACK_IMPORTED_MODULE_1__/* .isGreen */ .gf)(outcome) ? '✔' : '✖'} ${what} ${words[outcome.verdict]}${where}`;
}
function facts({ request, facts: image, outcome, url, task, tookMs }) {
    const strength = (0,_rollout_outcome_js__WEBPACK_IMPORTED_MODULE_1__/* .serves */ .xu)(outcome) ? (0,_rollout_judge_js__WEBPACK_IMPORTED_MODULE_5__/* .strengthOf */ .NY)(outcome.last) : undefined;
    const parts = [
        ...(request?.image === undefined ? [] : [`**${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .escapeMarkdown */ .FV)((0,_lines_js__WEBPACK_IMPORTED_MODULE_2__/* .shortDigests */ .sY)((0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .familiarName */ .hG)(request.image)))}**`]),
        ...(image === undefined ? [] : [(0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .inlineCode */ .ti)((0,_lines_js__WEBPACK_IMPORTED_MODULE_2__/* .shortDigests */ .sY)(image.digest))]),
    ].join(' ');
    return [
        ...(parts === '' ? [] : [parts]),
        ...(strength === undefined ? [] : [`${strength.running}/${strength.wanted} instances`]),
        ...(outcome.verdict === 'succeeded' ? [(0,_texts_js__WEBPACK_IMPORTED_MODULE_3__/* .exitText */ .iJ)(task)] : []),
        ...(url === undefined ? [] : [(0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .link */ .nf)(url)]),
        (0,_duration_js__WEBPACK_IMPORTED_MODULE_6__/* .duration */ .p)(tookMs),
    ].join(' · ');
}
function failure({ outcome, phases, plan }) {
    if ((0,_rollout_outcome_js__WEBPACK_IMPORTED_MODULE_1__/* .isGreen */ .gf)(outcome))
        return '';
    const seen = (0,_texts_js__WEBPACK_IMPORTED_MODULE_3__/* .factsOf */ .xS)(outcome);
    const serves = (0,_texts_js__WEBPACK_IMPORTED_MODULE_3__/* .servesNow */ .fG)(outcome, phases, plan);
    const advice = (0,_texts_js__WEBPACK_IMPORTED_MODULE_3__/* .adviceOf */ .wr)(outcome);
    return [
        `**Cause:** ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .escapeMarkdown */ .FV)((0,_lines_js__WEBPACK_IMPORTED_MODULE_2__/* .shortDigests */ .sY)((0,_texts_js__WEBPACK_IMPORTED_MODULE_3__/* .causeOf */ .rl)(outcome)))}`,
        ...(seen.length === 0 ? [] : [seen.map((fact) => `- ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .escapeMarkdown */ .FV)((0,_lines_js__WEBPACK_IMPORTED_MODULE_2__/* .shortDigests */ .sY)(fact))}`).join('\n')]),
        ...(serves === undefined ? [] : [`**Now:** ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .escapeMarkdown */ .FV)((0,_lines_js__WEBPACK_IMPORTED_MODULE_2__/* .shortDigests */ .sY)(serves))}`]),
        ...(advice === undefined ? [] : [`**What to do:** ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .escapeMarkdown */ .FV)(advice)}`]),
        ...(outcome.link === undefined ? [] : [(0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .link */ .nf)(outcome.link)]),
    ].join('\n\n');
}
function logOf({ outcome, task }) {
    const log = ((0,_rollout_outcome_js__WEBPACK_IMPORTED_MODULE_1__/* .isGreen */ .gf)(outcome) ? task?.log : outcome.evidence?.log) ?? [];
    if (log.length === 0)
        return '';
    const title = log.length === 1 ? 'Last log line' : `Last ${log.length} log lines`;
    return `<details${(0,_rollout_outcome_js__WEBPACK_IMPORTED_MODULE_1__/* .isGreen */ .gf)(outcome) ? '' : ' open'}><summary>${title}</summary>\n\n${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .codeBlock */ .DV)(log.map(_texts_js__WEBPACK_IMPORTED_MODULE_3__/* .logText */ .kc))}\n\n</details>`;
}
function changes({ plan, outcome }) {
    if (plan === undefined)
        return '';
    if (outcome.verdict === 'unchanged')
        return nothingWritten(outcome);
    const [before, release] = [plan.current?.release, (0,_rollout_outcome_js__WEBPACK_IMPORTED_MODULE_1__/* .releaseOf */ .l7)(outcome)];
    const rows = plan.changes.map(({ what, from, to }) => [what, from, to]);
    const releases = release === undefined ? [] : [['release', before?.label, release.label]];
    const cell = (value) => (value === undefined ? '' : (0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .inlineCode */ .ti)((0,_lines_js__WEBPACK_IMPORTED_MODULE_2__/* .shortDigests */ .sY)(value)));
    const after = (0,_rollout_outcome_js__WEBPACK_IMPORTED_MODULE_1__/* .isGreen */ .gf)(outcome) ? (outcome.verdict === 'planned' ? 'planned' : 'now') : 'tried';
    return [
        `| | before | ${after} |`,
        '|---|---|---|',
        ...[...rows, ...releases].map(([what, from, to]) => `| ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .escapeMarkdown */ .FV)(what)} | ${cell(from)} | ${cell(to)} |`),
        ...(plan.remarks.length === 0 ? [] : ['', ...plan.remarks.map((remark) => `- ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .escapeMarkdown */ .FV)(remark)}`)]),
    ].join('\n');
}
function nothingWritten(outcome) {
    const release = (0,_rollout_outcome_js__WEBPACK_IMPORTED_MODULE_1__/* .releaseOf */ .l7)(outcome);
    const named = release === undefined ? '' : `: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .inlineCode */ .ti)(release.label)}`;
    return `Nothing was written. The same image and settings run already${named}.`;
}
function phases({ phases: records }) {
    if (records.length === 0)
        return '';
    return [
        '| phase | result | time |',
        '|---|---|---:|',
        ...records.map(({ name, result, tookMs, ok }) => `| ${ok ? '✔' : '✖'} ${name} | ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .escapeMarkdown */ .FV)(result)} | ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_6__/* .duration */ .p)(tookMs)} |`),
    ].join('\n');
}
function findings({ plan }, docs) {
    const found = plan?.findings ?? [];
    if (found.length === 0)
        return '';
    const lines = found.map(({ code, severity, message, remedy }) => `- ${severity} ${documented(docs, code)}: ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .escapeMarkdown */ .FV)(message)}${remedy === undefined ? '' : ` ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .escapeMarkdown */ .FV)(remedy)}`}`);
    const notes = found.length === 1 ? '1 note' : `${found.length} notes`;
    return `<details><summary>Image checks: ${notes}</summary>\n\n${lines.join('\n')}\n\n</details>`;
}
function image({ imageDetails }) {
    if (imageDetails === undefined || imageDetails.length === 0)
        return '';
    const lines = imageDetails.map((line) => `- ${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .escapeMarkdown */ .FV)(line)}`);
    return `<details><summary>The image</summary>\n\n${lines.join('\n')}\n\n</details>`;
}
function documented(docs, code) {
    return docs.startsWith('https://') ? `[${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .inlineCode */ .ti)(code)}](${(0,_image_rule_codes_js__WEBPACK_IMPORTED_MODULE_7__/* .checkPage */ .I)(docs, code)})` : (0,_markdown_js__WEBPACK_IMPORTED_MODULE_4__/* .inlineCode */ .ti)(code);
}


/***/ })

};
