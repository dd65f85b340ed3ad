export const id = 380;
export const ids = [380];
export const modules = {

/***/ 4380:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  summaryOf: () => (/* binding */ summaryOf)
});

// EXTERNAL MODULE: ./build/duration.js
var duration = __webpack_require__(3110);
// EXTERNAL MODULE: ./build/image/reference.js
var reference = __webpack_require__(7755);
// EXTERNAL MODULE: ./build/image/rule-codes.js
var rule_codes = __webpack_require__(1273);
// EXTERNAL MODULE: ./build/rollout/judge.js
var judge = __webpack_require__(1989);
// EXTERNAL MODULE: ./build/rollout/outcome.js
var rollout_outcome = __webpack_require__(5454);
// EXTERNAL MODULE: ./build/report/lines.js
var lines = __webpack_require__(6812);
// EXTERNAL MODULE: ./build/runner/safe-text.js
var safe_text = __webpack_require__(4136);
;// CONCATENATED MODULE: ./build/report/markdown.js

function escapeMarkdown(text) {
    return (0,safe_text/* oneLine */.TN)(text)
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
    const line = (0,safe_text/* oneLine */.TN)(text).replaceAll('|', '¦') || ' ';
    const fence = '`'.repeat(1 + longestRun(line));
    const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
    return `${fence}${pad}${line}${pad}${fence}`;
}
function codeBlock(lines) {
    const safe = lines.map((line) => (0,safe_text/* oneLine */.TN)(line));
    const fence = '`'.repeat(Math.max(3, 1 + Math.max(0, ...safe.map(longestRun))));
    return [`${fence}text`, ...safe, fence].join('\n');
}
function longestRun(text) {
    return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
function markdown_link(address) {
    return /^https?:\/\/[^\s<>"'`()[\]|\\]+$/.test(address) ? `<${address}>` : inlineCode(address);
}

// EXTERNAL MODULE: ./build/report/texts.js
var texts = __webpack_require__(6719);
;// CONCATENATED MODULE: ./build/report/summary.js








const longest = 100_000;
function summaryOf(story, docs) {
    const blocks = [
        ...[heading(story), facts(story), failure(story), logOf(story)],
        ...[changes(story), phases(story), summary_image(story), findings(story, docs)],
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
function heading({ request, platform, outcome }) {
    const app = inlineCode(request?.app ?? 'deploy-image');
    const where = platform === undefined ? '' : ` on ${escapeMarkdown(`${platform.title} · ${platform.target}`)}`;
    const words = {
        live: 'is live',
        unchanged: 'is unchanged',
        planned: 'is planned',
        failed: 'failed',
        restored: 'failed and was restored',
        cancelled: 'was cancelled',
        superseded: 'was superseded',
        unknown: 'cannot be judged',
    };
    return `### ${(0,rollout_outcome/* isGreen */.gf)(outcome) ? '✔' : '✖'} ${app} ${words[outcome.verdict]}${where}`;
}
function facts({ request, facts: image, outcome, url, tookMs }) {
    const parts = [
        ...(request?.image === undefined ? [] : [`**${escapeMarkdown((0,lines/* shortDigests */.sY)((0,reference/* familiarName */.hG)(request.image)))}**`]),
        ...(image === undefined ? [] : [inlineCode((0,lines/* shortDigests */.sY)(image.digest))]),
    ].join(' ');
    return [
        ...(parts === '' ? [] : [parts]),
        ...((0,rollout_outcome/* serves */.xu)(outcome) ? [`${(0,judge/* countRunning */.JX)(outcome.last.instances)}/${outcome.last.wanted} instances`] : []),
        ...(url === undefined ? [] : [markdown_link(url)]),
        (0,duration/* duration */.p)(tookMs),
    ].join(' · ');
}
function failure({ outcome, phases }) {
    if ((0,rollout_outcome/* isGreen */.gf)(outcome))
        return '';
    const seen = (0,texts/* factsOf */.xS)(outcome);
    const serves = (0,texts/* servesNow */.fG)(outcome, phases);
    const advice = (0,texts/* adviceOf */.wr)(outcome);
    return [
        `**Cause:** ${escapeMarkdown((0,lines/* shortDigests */.sY)((0,texts/* causeOf */.rl)(outcome)))}`,
        ...(seen.length === 0 ? [] : [seen.map((fact) => `- ${escapeMarkdown((0,lines/* shortDigests */.sY)(fact))}`).join('\n')]),
        ...(serves === undefined ? [] : [`**Now:** ${escapeMarkdown((0,lines/* shortDigests */.sY)(serves))}`]),
        ...(advice === undefined ? [] : [`**What to do:** ${escapeMarkdown(advice)}`]),
        ...(outcome.link === undefined ? [] : [markdown_link(outcome.link)]),
    ].join('\n\n');
}
function logOf({ outcome }) {
    const log = (0,rollout_outcome/* isGreen */.gf)(outcome) ? [] : (outcome.evidence?.log ?? []);
    if (log.length === 0)
        return '';
    const title = log.length === 1 ? 'Last log line' : `Last ${log.length} log lines`;
    return `<details open><summary>${title}</summary>\n\n${codeBlock(log.map(texts/* logText */.kc))}\n\n</details>`;
}
function changes({ plan, outcome }) {
    if (plan === undefined)
        return '';
    if (outcome.verdict === 'unchanged')
        return nothingWritten(outcome);
    const [before, release] = [plan.current?.release, (0,rollout_outcome/* releaseOf */.l7)(outcome)];
    const rows = plan.changes.map(({ what, from, to }) => [what, from, to]);
    const releases = release === undefined ? [] : [['release', before?.label, release.label]];
    const cell = (value) => (value === undefined ? '' : inlineCode((0,lines/* shortDigests */.sY)(value)));
    const after = (0,rollout_outcome/* isGreen */.gf)(outcome) ? { live: 'now', planned: 'planned' }[outcome.verdict] : 'tried';
    return [
        `| | before | ${after} |`,
        '|---|---|---|',
        ...[...rows, ...releases].map(([what, from, to]) => `| ${escapeMarkdown(what)} | ${cell(from)} | ${cell(to)} |`),
    ].join('\n');
}
function nothingWritten(outcome) {
    const release = (0,rollout_outcome/* releaseOf */.l7)(outcome);
    const named = release === undefined ? '' : `: ${inlineCode(release.label)}`;
    return `Nothing was written. The same image and settings run already${named}.`;
}
function phases({ phases: records }) {
    if (records.length === 0)
        return '';
    return [
        '| phase | result | time |',
        '|---|---|---:|',
        ...records.map(({ name, result, tookMs, ok }) => `| ${ok ? '✔' : '✖'} ${name} | ${escapeMarkdown(result)} | ${(0,duration/* duration */.p)(tookMs)} |`),
    ].join('\n');
}
function findings({ plan }, docs) {
    const found = plan?.findings ?? [];
    if (found.length === 0)
        return '';
    const lines = found.map(({ code, severity, message, remedy }) => `- ${severity} ${documented(docs, code)}: ${escapeMarkdown(message)}${remedy === undefined ? '' : ` ${escapeMarkdown(remedy)}`}`);
    const notes = found.length === 1 ? '1 note' : `${found.length} notes`;
    return `<details><summary>Image checks: ${notes}</summary>\n\n${lines.join('\n')}\n\n</details>`;
}
function summary_image({ imageDetails }) {
    if (imageDetails === undefined || imageDetails.length === 0)
        return '';
    const lines = imageDetails.map((line) => `- ${escapeMarkdown(line)}`);
    return `<details><summary>The image</summary>\n\n${lines.join('\n')}\n\n</details>`;
}
function documented(docs, code) {
    return docs.startsWith('https://') ? `[${inlineCode(code)}](${(0,rule_codes/* checkPage */.I)(docs, code)})` : inlineCode(code);
}


/***/ })

};
