export const id = 923;
export const ids = [923,135];
export const modules = {

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
