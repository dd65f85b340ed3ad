export const id = 135;
export const ids = [135];
export const modules = {

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
