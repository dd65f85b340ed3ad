export const id = 325;
export const ids = [325,923,993,135];
export const modules = {

/***/ 9325:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  goBack: () => (/* binding */ goBack)
});

// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/inputs/credentials.js
var credentials = __webpack_require__(5866);
// EXTERNAL MODULE: ./build/inputs/form.js
var inputs_form = __webpack_require__(7364);
// EXTERNAL MODULE: ./build/inputs/input-error.js
var input_error = __webpack_require__(2699);
// EXTERNAL MODULE: ./build/inputs/readers.js
var readers = __webpack_require__(1764);
// EXTERNAL MODULE: ./build/inputs/smoke-test.js
var smoke_test = __webpack_require__(9234);
// EXTERNAL MODULE: ./build/inputs/target.js + 2 modules
var inputs_target = __webpack_require__(2643);
;// CONCATENATED MODULE: ./build/inputs/rollback.js





function readRollbackRequest(input, repository, platformMistakes = () => []) {
    const form = new inputs_form/* Form */.l(input);
    const target = (0,inputs_target/* readTarget */._E)(form, repository);
    const mode = form.choice('mode', ['deploy', 'plan']);
    const wish = (0,inputs_form/* optional */.E)({
        to: form.asIs('to'),
        maxInFlight: form.read('max-in-flight', readers/* readCount */._0),
        smokeTest: (0,smoke_test/* readSmokeTest */.M)(form),
    });
    const mistakes = [...form.mistakes, ...platformMistakes({ ...target, ...wish, mode })];
    if (mistakes.length > 0 || !(0,inputs_target/* isTarget */.Ex)(target))
        throw new input_error/* InputError */.d(mistakes);
    return { ...target, ...wish, mode };
}

// EXTERNAL MODULE: ./build/phases/aftermath.js
var aftermath = __webpack_require__(2993);
// EXTERNAL MODULE: ./build/phases/log-in.js
var log_in = __webpack_require__(2003);
// EXTERNAL MODULE: ./build/phases/release.js + 1 modules
var release = __webpack_require__(2923);
// EXTERNAL MODULE: ./build/phases/run.js
var phases_run = __webpack_require__(5264);
// EXTERNAL MODULE: ./build/phases/smoke.js
var smoke = __webpack_require__(5776);
// EXTERNAL MODULE: ./build/phases/wait.js
var wait = __webpack_require__(3508);
// EXTERNAL MODULE: ./build/platforms/index.js
var platforms = __webpack_require__(191);
// EXTERNAL MODULE: ./build/report/lines.js
var lines = __webpack_require__(6812);
// EXTERNAL MODULE: ./build/report/texts.js
var texts = __webpack_require__(6719);
// EXTERNAL MODULE: ./build/rollout/policy.js
var policy = __webpack_require__(4106);
// EXTERNAL MODULE: ./build/rollout/saved.js
var saved = __webpack_require__(2221);
;// CONCATENATED MODULE: ./build/rollout/way-back.js

const toldReleases = 10;
function wayBack(releases, to) {
    return to === undefined ? lastGood(releases) : named(releases, to);
}
function lastGood(releases) {
    const older = releases.slice(positionOf(releases) + 1);
    const good = older.find((release) => whyNot(release) === undefined);
    if (good !== undefined)
        return good;
    const reasons = older.map((release) => `${release.ref.label}: ${whyNot(release)}`);
    throw new errors/* ActionError */.lZ('NOTHING_TO_GO_BACK_TO', reasons.length === 0
        ? 'There is nothing to go back to: no earlier release is known.'
        : `There is nothing to go back to: of ${reasons.length} earlier releases none is fit for it.`, { hint: `Deploy an image that is known to be good${namesOf(releases)}.`, details: reasons.slice(0, toldReleases) });
}
function namesOf(releases) {
    const others = releases.filter((release) => !release.current && whyNot(release) === undefined);
    const labels = others.slice(0, toldReleases).map(({ ref }) => ref.label);
    return labels.length === 0 ? '' : `, or name a release in to: ${labels.join(', ')}`;
}
function whyNot({ failed, unfit, ref }) {
    return failed ?? unfit ?? (ref.image === undefined ? 'its image is not known' : undefined);
}
function positionOf(releases) {
    let position = releases.findIndex(({ current }) => current);
    for (;;) {
        const { ref, again = false } = releases[position] ?? {};
        const good = (at) => at > position && releases[at]?.failed === undefined;
        const next = releases.findIndex((_release, at) => good(at));
        const wasLeft = again || (next >= 0 && releases[next]?.ref.image !== ref?.image);
        const before = releases.findIndex((release, at) => good(at) && release.ref.image === ref?.image);
        if (ref?.image === undefined || !wasLeft || before < 0)
            return position;
        position = before;
    }
}
function named(releases, to) {
    const found = releases.filter((release) => isCalled(release, to));
    const fit = found.find(({ current, unfit }) => !current && unfit === undefined);
    if (fit !== undefined)
        return fit;
    const [newest] = found;
    if (newest === undefined) {
        throw new errors/* ActionError */.lZ('NO_SUCH_RELEASE', `There is no release ${to}.`, {
            hint: 'to takes the id or the version of a release, or the digest of its image.',
            details: releases.slice(0, toldReleases).map(({ ref }) => [ref.label, ref.id, ref.image ?? ''].join(' ').trim()),
        });
    }
    const { ref, unfit } = newest;
    if (unfit === undefined)
        throw new errors/* ActionError */.lZ('RELEASE_SERVES', `The release ${to} is the one that serves: ${ref.label}.`);
    throw new errors/* ActionError */.lZ('RELEASE_UNFIT', `The release ${to} (${ref.label}) cannot be gone back to: ${unfit}.`, {
        hint: 'Deploy its image again.',
    });
}
const digest = /^sha256:[0-9a-f]{12,64}$/;
function isCalled({ ref, names }, to) {
    if (ref.id === to || names.includes(to))
        return true;
    return digest.test(to) && ref.image?.includes(`@${to}`) === true;
}

// EXTERNAL MODULE: ./build/to-the-end.js + 3 modules
var to_the_end = __webpack_require__(7201);
;// CONCATENATED MODULE: ./build/go-back.js
















function goBack(world) {
    return (0,to_the_end/* toTheEnd */.a)(world, 'rollback', story);
}
async function story(world, report, known) {
    const { runner } = world;
    const input = (name) => runner.input(name);
    for (const secret of (0,credentials/* readCredentials */.L)(input, world.environment))
        runner.mask(secret);
    const request = readRollbackRequest(input, runner.run.repository, await (0,platforms/* mistakesOf */.Jy)(input('platform')));
    known.request = request;
    report.begin((0,texts/* rollbackIntention */.d7)(request));
    const http = world.openHttp(request.certificates);
    const run = { ...world, http, request, report, known, until: { signal: world.signal } };
    const { platform, current: found } = await (0,log_in/* logIn */.E)(run);
    const history = historyOf(platform, found, request);
    const current = await (0,wait/* whenFree */.n)(run, platform, found);
    const rollout = await planned(run, history, current, request.to);
    if (request.mode === 'plan')
        return { verdict: 'planned' };
    await (0,smoke/* refuseWithoutAddress */.Ru)(run);
    const begun = new phases_run/* Begun */.Q(run, platform, rollout);
    begun.save();
    const plan = {
        current,
        settings: {},
        ...(request.maxInFlight === undefined ? {} : { maxInFlight: request.maxInFlight }),
    };
    const watched = await (0,release.release)(run, platform, begun, (0,policy/* policyFor */.K)(plan, request.timeoutMs));
    if (watched.ended === 'live') {
        const { conclude } = await __webpack_require__.e(/* import() */ 20).then(__webpack_require__.bind(__webpack_require__, 6020));
        await conclude(run, platform, rollout);
        (0,saved/* saveFinished */.Q8)(runner);
        return { verdict: 'live', last: watched.last };
    }
    return (0,aftermath.aftermath)(run, platform, begun, watched);
}
function historyOf(platform, current, { app, to }) {
    const { running } = (0,log_in/* theApp */.j)(platform, current, app, 'What is not there has no earlier release.');
    if (!running && to === undefined) {
        throw new errors/* ActionError */.lZ('NOT_RUNNING', `${app} does not run: there is nothing from which to go back.`, {
            hint: 'Name the release that is to run (to), or deploy an image.',
        });
    }
    return platform.history;
}
async function planned({ report, known, clock }, history, current, to) {
    const decided = report.phase('Plan', async ({ end }) => {
        const chosen = wayBack(await history.releases(), to);
        const { rollout, changes, remarks } = await history.wayTo(chosen);
        const then = chosen.failed === undefined ? [] : [`That release did not come to serve then: ${chosen.failed}.`];
        const from = current?.release?.image;
        const image = from === rollout.image ? [] : [{ what: 'image', ...(from === undefined ? {} : { from }), to: rollout.image }];
        known.plan = {
            current,
            image: rollout.image,
            changes: [...image, ...changes],
            findings: [],
            remarks: [...then, ...remarks],
        };
        return end(rollout, `${nameOf(chosen, clock.now())} · ${(0,lines/* planLine */.od)(known.plan.changes)}`);
    });
    const rollout = await decided;
    report.remarks(known.plan?.remarks ?? []);
    return rollout;
}
function nameOf({ ref, at }, now) {
    return `back to ${ref.label}${at === undefined ? '' : ` of ${(0,lines/* age */.KW)(new Date(at), now)}`}`;
}


/***/ }),

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

/***/ 2923:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  release: () => (/* binding */ release)
});

// EXTERNAL MODULE: ./build/rollout/pace.js
var rollout_pace = __webpack_require__(2135);
// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/platforms/overtaken.js
var overtaken = __webpack_require__(9498);
// EXTERNAL MODULE: ./build/rollout/judge.js
var judge = __webpack_require__(1989);
;// CONCATENATED MODULE: ./build/rollout/watch.js



const blindMs = 60_000;
async function releaseAndWatch(platform, rollout, policy, { save, ...tools }) {
    save(rollout);
    const order = async () => {
        const begun = await platform.release(rollout);
        save(begun);
        return begun;
    };
    return orderAndWatch(platform, order, policy, tools);
}
async function advanceAndWatch(platform, rollout, policy, tools) {
    const order = async () => {
        await platform.advance?.(rollout);
        return rollout;
    };
    return orderAndWatch(platform, order, policy, tools);
}
async function orderAndWatch(platform, order, policy, tools) {
    let begun;
    try {
        begun = await order();
    }
    catch (error) {
        if (error instanceof errors/* Cancelled */.cJ || !(error instanceof errors/* ActionError */.lZ))
            throw error;
        const ended = error instanceof overtaken/* Overtaken */.c ? 'overtaken' : 'failed';
        return { ended, reason: error.message, hint: error.hint, last: undefined };
    }
    return watch(platform, begun, policy, tools);
}
async function watch(platform, rollout, policy, { clock, signal, pace, seen }) {
    const startedAt = clock.now();
    pace.begin();
    const looks = [];
    let sawAt = startedAt;
    for (;;) {
        const askedAt = clock.now();
        try {
            const observation = await platform.observe(rollout);
            sawAt = clock.now();
            looks.push({ atMs: askedAt - startedAt, observation });
            seen(observation);
            const judgement = (0,judge/* judge */.S4)(looks, policy);
            if (judgement.kind === 'live' || judgement.kind === 'paused') {
                return { ended: judgement.kind, last: observation };
            }
            if (judgement.kind !== 'continue')
                return { ended: judgement.kind, reason: judgement.reason, last: observation };
        }
        catch (error) {
            if (error instanceof errors/* Cancelled */.cJ || !(error instanceof errors/* ActionError */.lZ))
                throw error;
            if (error instanceof overtaken/* Overtaken */.c) {
                return { ended: 'overtaken', reason: error.message, hint: error.hint, last: undefined };
            }
            if (clock.now() - sawAt >= blindMs) {
                const reason = `The platform could not be asked for ${blindMs / 1000} s: ${error.message}`;
                return { ended: 'unknown', reason, hint: error.hint, last: looks.at(-1)?.observation };
            }
        }
        await clock.sleep(pace.pauseAfter(askedAt), signal);
    }
}

// EXTERNAL MODULE: ./build/phases/smoke.js
var smoke = __webpack_require__(5776);
;// CONCATENATED MODULE: ./build/phases/release.js



async function release(run, platform, begun, whole) {
    const { report, known, http, clock, signal } = run;
    const startedAt = clock.now();
    const pace = new rollout_pace.Pace(clock, () => http.sent);
    let headline = headlineOf(begun.rollout);
    for (let step = releaseAndWatch;; step = advanceAndWatch) {
        const watched = await report.phase('Release', async ({ open, progress, end, fail }) => {
            open(headline);
            const policy = { ...whole, totalMs: Math.max(0, whole.totalMs - (clock.now() - startedAt)) };
            const watched = await step(platform, begun.rollout, policy, {
                ...{ clock, signal, pace },
                save: (rollout) => begun.saveRelease(rollout),
                seen(observation) {
                    known.last = observation;
                    progress(observation);
                },
            });
            if (watched.ended === 'live')
                return end(watched, 'all instances run');
            if (watched.ended !== 'paused')
                return fail(watched, watched.reason);
            const { step: at } = watched.last;
            return end(watched, at === undefined ? 'a step stands' : `step ${at.current} of ${at.total} stands`);
        });
        if (watched.ended !== 'live' && watched.ended !== 'paused')
            return watched;
        const broken = await (0,smoke/* smokeTest */.KH)(run, watched.last);
        if (broken !== undefined)
            return broken;
        if (watched.ended === 'live')
            return { ended: 'live', last: watched.last };
        headline = headlineAfter(watched.last);
    }
}
function headlineOf({ manner, wanted }) {
    return [...(manner === undefined ? [] : [manner]), ...wanted.map(({ type, wanted }) => `${wanted} × ${type}`)].join(', ');
}
function headlineAfter({ step }) {
    const isLast = step === undefined || step.current >= step.total;
    return isLast ? 'on to all instances' : `on to step ${step.current + 1} of ${step.total}`;
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


/***/ }),

/***/ 2135:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Pace: () => (/* binding */ Pace)
/* harmony export */ });
const mostPerMinute = 40;
const minuteMs = 60_000;
const haste = 3;
const slowing = 1.2;
const leastReserve = 2;
class Pace {
    #clock;
    #sent;
    #spent = [];
    #counted = 0;
    #looks = 0;
    constructor(clock, sent) {
        this.#clock = clock;
        this.#sent = sent;
    }
    begin() {
        this.#counted = this.#sent();
        this.#looks = 0;
    }
    pauseAfter(askedAt) {
        const now = this.#clock.now();
        const sent = this.#sent();
        this.#spent.push({ at: askedAt, requests: Math.max(1, sent - this.#counted) });
        this.#counted = sent;
        this.#spent = this.#spent.filter(({ at }) => at > now - minuteMs);
        const share = Math.min(1, slowing ** this.#looks / haste);
        this.#looks += 1;
        const next = Math.max(now, askedAt + share * evenPause(this.#spent, askedAt));
        return Math.ceil(Math.max(0, firstRoom(this.#spent, next) - now));
    }
}
function evenPause(spent, from) {
    const used = sumOf(spent);
    const usual = used / spent.length;
    let pause = (usual * minuteMs) / mostPerMinute;
    let left = mostPerMinute - used;
    for (const { at, requests } of spent) {
        const untilFreed = at + minuteMs - from;
        pause = Math.max(pause, left > 0 ? (usual * untilFreed) / left : untilFreed);
        left += requests;
    }
    return pause;
}
function firstRoom(spent, next) {
    const reserve = Math.max(leastReserve, ...spent.map(({ requests }) => requests));
    const still = (at) => spent.filter((look) => look.at > at - minuteMs);
    const moments = [next, ...spent.map(({ at }) => at + minuteMs).filter((at) => at > next)];
    return moments.find((at) => sumOf(still(at)) + reserve <= mostPerMinute) ?? moments.at(-1) ?? next;
}
function sumOf(spent) {
    return spent.reduce((sum, { requests }) => sum + requests, 0);
}


/***/ })

};
