export const id = 383;
export const ids = [383];
export const modules = {

/***/ 6383:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  openKorifi: () => (/* binding */ openKorifi)
});

// EXTERNAL MODULE: ./build/inputs/input-error.js
var input_error = __webpack_require__(2699);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/inputs.js
const appName = /^[-\w]+$/;
function korifiMistakes(request) {
    const { app, beforeRelease, task, settings } = request;
    const found = [...loginMistakes(request)];
    if (!appName.test(app)) {
        found.push({ input: 'app', message: 'may hold letters, digits, "_" and "-" only: this is a Korifi' });
    }
    if (beforeRelease !== undefined) {
        found.push({
            input: 'before-release',
            message: 'cannot be run: Korifi runs commands in the image that is released, and in no other',
        });
    }
    for (const [input, value] of [
        ['memory', task?.memoryMb],
        ['disk', task?.diskMb],
    ]) {
        if (value !== undefined)
            found.push({ input, message: 'cannot be set of a command on Korifi: its operator does that, for all of them' });
    }
    found.push(...orderMistakes(request));
    const also = request.manifest === undefined ? '' : ' · look in the manifest, too';
    if (settings.readinessCheck !== undefined || settings.readinessCheckTimes !== undefined) {
        const message = `is not known to Korifi: an instance gets traffic once its health check has passed${also}`;
        found.push({ input: 'readiness-check', message });
    }
    if (settings.services !== undefined) {
        const message = `cannot be bound on Korifi by this action: cf bind-service does it${also}`;
        found.push({ input: 'services', message });
    }
    const others = [...(settings.instances?.keys() ?? [])].filter((type) => type !== '' && type !== 'web');
    if (others.length > 0) {
        const message = `of ${others.join(', ')}: an image has no process but web on Korifi${also}`;
        found.push({ input: 'instances', message });
    }
    found.push(...manifestMistakes(request));
    return found;
}
function manifestMistakes({ manifest, settings }) {
    const keys = [
        ...Object.keys(manifest?.rest ?? {}),
        ...(settings.healthCheckTimes?.intervalS === undefined ? [] : ['health-check-interval']),
        ...(settings.logRate === undefined ? [] : ['log-rate-limit-per-second']),
    ];
    if (keys.length === 0)
        return [];
    const message = `has ${keys.join(', ')}, which this action does not hand on to Korifi: take it out, or use cf push there`;
    return [{ input: 'manifest', message }];
}
function loginMistakes({ login }) {
    switch (login.kind) {
        case 'token':
            return [];
        case 'oidc-user':
            return login.audience === undefined
                ? [
                    {
                        input: 'oidc-audience',
                        message: 'is needed for Korifi: the audience that its Kubernetes takes tokens of GitHub for',
                    },
                ]
                : [];
        case 'oidc-client':
            return [
                {
                    input: 'oidc',
                    message: 'is client, which is of UAA · Korifi has users of Kubernetes: write user, or use token',
                },
            ];
        case 'password':
            return [
                { input: 'username', message: 'is no login of Korifi: it takes a token of Kubernetes, in the input token' },
            ];
        case 'client':
            return [
                { input: 'client-id', message: 'is no login of Korifi: it takes a token of Kubernetes, in the input token' },
            ];
    }
}
function orderMistakes({ strategy, canarySteps, maxInFlight }) {
    return [
        ...(strategy === 'canary'
            ? [{ input: 'strategy', message: 'is canary, which Korifi does not know · write rolling or recreate' }]
            : []),
        ...(canarySteps === undefined
            ? []
            : [{ input: 'canary-steps', message: 'need a canary, which Korifi does not know' }]),
        ...(maxInFlight === undefined
            ? []
            : [{ input: 'max-in-flight', message: 'cannot be set: Korifi replaces one instance at a time' }]),
    ];
}

// EXTERNAL MODULE: ./build/errors.js
var errors = __webpack_require__(9473);
// EXTERNAL MODULE: ./build/http/json.js
var http_json = __webpack_require__(3223);
// EXTERNAL MODULE: ./build/inputs/secret-variables.js
var secret_variables = __webpack_require__(5950);
// EXTERNAL MODULE: ./build/platforms/overtaken.js
var overtaken = __webpack_require__(9498);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/cloud-controller.js
var cloud_controller = __webpack_require__(7461);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/create-once.js
var create_once = __webpack_require__(1267);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/errors.js
var api_errors = __webpack_require__(8546);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/app.js
var app_app = __webpack_require__(5085);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/configuration.js + 1 modules
var app_configuration = __webpack_require__(7149);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/configurator.js
var configurator = __webpack_require__(9581);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/create-app.js + 1 modules
var create_app = __webpack_require__(7248);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/settings.js + 1 modules
var app_settings = __webpack_require__(8989);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/state.js
var state = __webpack_require__(9815);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/app/survey.js
var survey = __webpack_require__(9814);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/evidence/logs.js
var logs = __webpack_require__(8675);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/image/image.js
var image_image = __webpack_require__(9025);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/image/rules.js + 3 modules
var rules = __webpack_require__(2518);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/login/identity.js
var identity = __webpack_require__(3356);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/labels.js
var release_labels = __webpack_require__(3385);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/recreate.js
var release_recreate = __webpack_require__(2391);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/remarks.js
var remarks = __webpack_require__(1645);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/rollout.js
var release_rollout = __webpack_require__(6945);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/shapes.js
var shapes = __webpack_require__(679);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/deployment.js
var deployment = __webpack_require__(8462);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/deployment.js
var release_deployment = __webpack_require__(3621);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/serving.js
var serving = __webpack_require__(9440);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/process.js
var process = __webpack_require__(5560);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/route.js
var route = __webpack_require__(2020);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/fields.js
var fields = __webpack_require__(9048);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/taken-back.js



const takenBackLabel = 'deploy-image-taken-back';
function wasTakenBack(json) {
    return (0,fields/* labelsOf */.PC)(json).has(takenBackLabel);
}
async function withMark({ dropletGuid, isNew, runId }, restored, api) {
    if (isNew !== true)
        return restored;
    try {
        await writeMark(api, dropletGuid, runId);
        return restored;
    }
    catch (error) {
        if (error instanceof errors/* Cancelled */.cJ)
            throw error;
        const unmarked = `${(0,errors/* messageOf */.bD)(error)}: the next way back may lead to it.`;
        return { ...restored, left: restored.left === undefined ? unmarked : `${restored.left} ${unmarked}` };
    }
}
async function takeMarkAway(api, dropletGuid) {
    await writeMark(api, dropletGuid, null);
}
async function writeMark(api, dropletGuid, runId) {
    const body = { metadata: { labels: { [takenBackLabel]: runId } } };
    const write = () => api.write('PATCH', `/v3/droplets/${dropletGuid}`, 'write on the droplet how it ended', body, 'safe');
    await write().catch((error) => {
        if (!(error instanceof api_errors/* UnreadableAnswer */.ym))
            throw error;
        return write();
    });
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/view.js





async function viewKorifiApp(api, app, asked, now) {
    (0,app_app/* refuseOtherKind */.Rn)(app);
    const path = `/v3/apps/${app.guid}`;
    const statsAt = now();
    const [droplets, current, processes, routes, web, stats, variables] = await Promise.all([
        api.list(`${path}/droplets`, 'read the droplets', {}),
        api.find(`${path}/droplets/current`, 'read the droplet that serves'),
        api.list(`${path}/processes`, 'read the processes', {}),
        api.list(`${path}/routes`, 'read the routes', {}),
        asked.command === undefined ? undefined : api.find(`${path}/processes/web`, 'read the web process'),
        webStats(api, app.guid),
        asked.env === undefined ? undefined : (0,app_app/* variablesOf */.ht)(api, app.guid),
    ]);
    return {
        app,
        droplet: current === undefined ? undefined : (0,shapes/* dropletFrom */.ly)(current),
        droplets: droplets.map(shapes/* dropletFrom */.ly),
        processes: processes.map(process/* processFrom */.i),
        deployments: [],
        routes: routes.map(route/* routeFrom */.Me),
        variables,
        command: web === undefined ? undefined : { text: (0,process/* processFrom */.i)(web).command || null, inRevision: false },
        ...{ stats, statsAt },
        takenBack: new Set(droplets.filter(wasTakenBack).map((json) => (0,shapes/* dropletFrom */.ly)(json).guid)),
    };
}
async function webStats(api, appGuid) {
    const json = await api.find(`/v3/apps/${appGuid}/processes/web/stats`, 'read the state of the instances');
    return json === undefined ? [] : (0,shapes/* statsFrom */.mW)(json);
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/write.js






const longestStopMs = 45_000;
async function setDroplet(api, appGuid, dropletGuid, doing) {
    const path = `/v3/apps/${appGuid}/relationships/current_droplet`;
    await api.write('PATCH', path, doing, { data: { guid: dropletGuid } }, 'safe');
}
function orderDeployment({ api, clock, signal }, { appGuid, dropletGuid }, before, doing) {
    const body = { droplet: { guid: dropletGuid }, relationships: { app: { data: { guid: appGuid } } } };
    return (0,create_once/* createOnce */.U)(clock, signal, {
        create: async () => (0,deployment/* deploymentFrom */.i)(await api.write('POST', '/v3/deployments', doing, body)),
        lookUp: async () => {
            const found = await deploymentOf(api, appGuid);
            return found?.dropletGuid === dropletGuid && before !== dropletGuid ? found : undefined;
        },
    });
}
async function deploymentOf(api, appGuid) {
    const json = await api.find(`/v3/deployments/${appGuid}`, 'read the deployment');
    return json === undefined ? undefined : (0,deployment/* deploymentFrom */.i)(json);
}
function resizeWeb(api, appGuid, sizes) {
    return (0,release_deployment/* resize */.XR)(api, `/v3/apps/${appGuid}/processes/web`, sizes, 'scale the process web');
}
async function stopAll(rollout, { api, clock, signal }) {
    await (0,release_recreate/* stopApp */.cR)(rollout, api);
    const giveUpAt = clock.now() + longestStopMs;
    for (let pause = serving/* firstPauseMs */.vx; (await webStats(api, rollout.appGuid)).length > 0; pause = (0,serving/* longer */.Et)(pause)) {
        if (clock.now() >= giveUpAt)
            return;
        await clock.sleep(pause, signal);
    }
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/found.js


async function find({ appGuid, dropletGuid, before }, api) {
    const [deployment, json] = await Promise.all([
        deploymentOf(api, appGuid),
        api.find(`/v3/apps/${appGuid}`, 'read the app'),
    ]);
    if (json === undefined || deployment === undefined)
        return { standing: 'gone', dropletGuid: undefined, started: false };
    const found = { dropletGuid: deployment.dropletGuid, started: (0,shapes/* appFrom */.Og)(json).started };
    const now = deployment.dropletGuid || undefined;
    if (now === dropletGuid)
        return { ...found, standing: 'ours' };
    return { ...found, standing: now === before?.dropletGuid ? 'before' : 'of somebody else' };
}
async function setPreviousDroplet({ appGuid, dropletGuid, before }, { standing }, api) {
    const previous = before?.dropletGuid;
    if (standing !== 'ours' || previous === undefined || previous === dropletGuid)
        return false;
    await setDroplet(api, appGuid, previous, 'set the previous droplet again');
    return true;
}
async function wasOrdered(rollout, api) {
    const { standing, started } = await find(rollout, api);
    return standing === 'ours' && started;
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/put-back.js + 1 modules
var put_back = __webpack_require__(8300);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/frontier.js
const oldShownMs = 15_000;
function frontierAt(orderedAt, instances) {
    return { index: instances - 1, after: orderedAt, since: orderedAt };
}
function advanced(frontier, stats, askedAt) {
    const { index, after } = frontier;
    if (index < 0)
        return frontier;
    const readyAt = readySince(stats.find((entry) => entry.index === index), askedAt);
    if (readyAt === undefined || readyAt <= after)
        return frontier;
    return advanced({ index: index - 1, after: readyAt, since: askedAt }, stats, askedAt);
}
function readySince(entry, askedAt) {
    if (entry?.state !== 'RUNNING' || entry.uptimeS === undefined)
        return undefined;
    return askedAt - (entry.uptimeS + 1) * 1_000;
}
function isNew({ index, since }, entry, now) {
    if (entry.index !== index)
        return entry.index > index;
    return entry.state !== 'RUNNING' && (entry.state !== 'CRASHED' || now - since >= oldShownMs);
}
function isOld({ index }, entry) {
    return entry.index < index || (entry.index === index && entry.state === 'RUNNING');
}
function tellsUptime(stats) {
    const running = stats.filter(({ state }) => state === 'RUNNING');
    return running.every(({ uptimeS }) => uptimeS !== undefined);
}
function isFrozen(before, now) {
    const pairs = now.flatMap((entry) => {
        const earlier = before.find(({ index }) => index === entry.index);
        return entry.state === 'RUNNING' && earlier?.state === 'RUNNING' ? [[earlier.uptimeS, entry.uptimeS]] : [];
    });
    return pairs.length > 0 && pairs.every(([earlier, later]) => earlier === later);
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/leftovers.js
const longestEndMs = 35_000;
function leftoversAt(startedAt, instances) {
    return { indices: new Set(Array.from({ length: instances }, (_, index) => index)), until: startedAt + longestEndMs };
}
function leftAfter({ indices, until }, stats) {
    const running = stats.filter(({ state }) => state === 'RUNNING').map(({ index }) => index);
    return { indices: new Set(running.filter((index) => indices.has(index))), until };
}
function isLeftover({ indices, until }, { index, state }, now) {
    return state === 'RUNNING' && indices.has(index) && now < until;
}

// EXTERNAL MODULE: ./build/platforms/app-log.js
var app_log = __webpack_require__(1555);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/instances.js
var instances = __webpack_require__(6244);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/starts.js
function startsAfter(starts, stats, at) {
    const after = new Map();
    for (const { index, state } of stats) {
        const start = starts.get(index);
        if (state === 'RUNNING')
            continue;
        if (state !== 'CRASHED')
            after.set(index, start ?? { since: at });
        else if (start !== undefined)
            after.set(index, { heldBackAt: at, ...start });
    }
    return after;
}
function longestLife(start) {
    return start?.heldBackAt === undefined ? undefined : start.heldBackAt - start.since;
}

// EXTERNAL MODULE: ./build/duration.js
var duration = __webpack_require__(3110);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/trouble.js


const usualTimeoutS = 60;
const probePeriodMs = 2_000;
function troubleOf({ state, crashes, start, prints }, healthMs) {
    if (state === 'DOWN')
        return 'no place';
    if (crashes > 0)
        return 'did not stay healthy';
    if (state !== 'CRASHED')
        return prints ? 'not healthy' : 'not ready';
    const life = longestLife(start);
    const isSooner = healthMs === undefined || (life !== undefined && life < healthMs - probePeriodMs);
    return isSooner ? 'ended by itself' : 'ended or was ended';
}
function troubleText({ index, state }, trouble, healthMs) {
    const name = `instance ${index}`;
    switch (trouble) {
        case 'ended by itself':
            return `${heldBack(index)}: it ended by itself${healthMs === undefined ? '' : ', before its health check could have ended it'}`;
        case 'ended or was ended':
            return `${heldBack(index)}: it ended by itself, or Kubernetes ended it, since its health check did not pass within ${(0,duration/* duration */.p)(healthMs ?? 0)}`;
        case 'did not stay healthy':
            return `${state === 'CRASHED' ? `${heldBack(index)}: it had become healthy, and then` : `${name} became healthy, and then`} ended by itself${healthMs === undefined ? '' : ', or Kubernetes ended it after a health check that failed'}`;
        case 'not healthy':
            return `${name} was started and prints to its log, but its health check has not passed`;
        case 'not ready':
            return `${name} is not ready: its image is not pulled yet or cannot be, its container cannot be made, or its health check has not passed; Korifi does not tell which`;
        case 'no place':
            return `${name} has no place: no node of the cluster has room for it`;
    }
}
function heldBack(index) {
    return `instance ${index} does not stay up, and Kubernetes holds it back (CrashLoopBackOff)`;
}
function isYoung(firstLineAt, start, healthMs) {
    const heldBackAt = start?.heldBackAt;
    if (firstLineAt === undefined || heldBackAt === undefined || firstLineAt >= heldBackAt)
        return false;
    return heldBackAt - firstLineAt < healthMs - probePeriodMs;
}
function healthLimitMs({ healthCheck, healthCheckTimes }, now) {
    if ((healthCheck ?? now?.check)?.type === 'process')
        return undefined;
    return (healthCheckTimes?.timeoutS ?? now?.times.timeoutS ?? usualTimeoutS) * 1_000;
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/look.js












const longestSilenceMs = 13_000;
const listenEveryMs = 400;
const deploymentEvery = 4;
function rolls({ before, recreate }) {
    return before?.running === true && recreate !== true;
}
class KorifiLookout {
    #tools;
    #rollout;
    #orderedAt;
    #frontier;
    #leftovers;
    #looks = 0;
    #stats = [];
    #crashes = new Map();
    #starts = new Map();
    #deployment;
    #wasThere = false;
    #ended;
    #lines = [];
    constructor(tools, rollout, orderedAt) {
        this.#tools = tools;
        this.#rollout = rollout;
        this.#orderedAt = orderedAt;
        if (rolls(rollout))
            this.#frontier = frontierAt(orderedAt, (0,release_rollout/* wantedWebOf */.FI)(rollout));
        else if (rollout.before !== undefined)
            this.#leftovers = leftoversAt(orderedAt, (0,release_rollout/* wantedWebOf */.FI)(rollout));
    }
    get lines() {
        return this.#lines;
    }
    get reached() {
        if (this.#frontier === undefined)
            return 0;
        const { index } = this.#frontier;
        const wanted = (0,release_rollout/* wantedWebOf */.FI)(this.#rollout);
        return index >= wanted ? undefined : Math.max(0, index);
    }
    get isStopped() {
        return this.#ended !== undefined;
    }
    get crashes() {
        return this.#crashes;
    }
    get starts() {
        return this.#starts;
    }
    get instances() {
        return this.#stats.filter((entry) => this.#isNew(entry));
    }
    async look() {
        const { api, clock } = this.#tools;
        const askedAt = clock.now();
        const isDue = this.#looks % deploymentEvery === 0 || this.#allRun();
        this.#looks += 1;
        const [stats] = await Promise.all([
            webStats(api, this.#rollout.appGuid),
            isDue ? this.#readDeployment() : undefined,
        ]);
        this.#take(stats, askedAt);
        if (this.#isDark())
            await this.#readApp();
        const mine = this.instances;
        if (mine.some(({ state }) => state !== 'RUNNING'))
            await this.#readLog();
        if (!isDue && this.#allRun())
            await this.#readDeployment();
        return this.#observation(mine);
    }
    async listen() {
        const { clock, signal } = this.#tools;
        if (!this.instances.some(({ state }) => state === 'CRASHED'))
            return;
        const giveUpAt = clock.now() + longestSilenceMs;
        try {
            while ((0,app_log/* errorLine */.B)(this.#lines) === undefined && clock.now() < giveUpAt) {
                await clock.sleep(listenEveryMs, signal);
                await this.#readLog();
            }
        }
        catch (error) {
            if (!(error instanceof errors/* Cancelled */.cJ))
                throw error;
        }
    }
    #take(stats, askedAt) {
        if (this.#frontier !== undefined)
            this.#frontier = advanced(this.#frontier, stats, askedAt);
        for (const earlier of this.#stats) {
            const now = stats.find(({ index }) => index === earlier.index);
            const isProven = this.#frontier === undefined || earlier.index > this.#frontier.index;
            if (!isProven || !this.#isNew(earlier) || earlier.state !== 'RUNNING' || now === undefined)
                continue;
            const fell = now.state === 'CRASHED' || now.state === 'STARTING' || (now.uptimeS ?? 0) < (earlier.uptimeS ?? 0);
            if (fell)
                this.#crashes.set(now.index, (this.#crashes.get(now.index) ?? 0) + 1);
        }
        if (this.#leftovers !== undefined)
            this.#leftovers = leftAfter(this.#leftovers, stats);
        this.#starts = startsAfter(this.#starts, stats, askedAt);
        this.#stats = stats;
        this.#wasThere ||= stats.length > 0;
    }
    #isNew(entry) {
        if (entry.index >= (0,release_rollout/* wantedWebOf */.FI)(this.#rollout))
            return false;
        if (this.#frontier !== undefined)
            return isNew(this.#frontier, entry, this.#tools.clock.now());
        return !this.#isLeft(entry);
    }
    #isLeft(entry) {
        return this.#leftovers !== undefined && isLeftover(this.#leftovers, entry, this.#tools.clock.now());
    }
    #allRun() {
        const running = this.instances.filter(({ state }) => state === 'RUNNING').length;
        return running >= (0,release_rollout/* wantedWebOf */.FI)(this.#rollout);
    }
    #isDark() {
        return this.#wasThere && this.#stats.length === 0 && this.#looks % deploymentEvery === 1;
    }
    async #readApp() {
        const json = await this.#tools.api.find(`/v3/apps/${this.#rollout.appGuid}`, 'read the app');
        if (json === undefined)
            this.#ended = 'deleted';
        else
            this.#ended = (0,shapes/* appFrom */.Og)(json).started ? undefined : 'stopped';
    }
    async #readDeployment() {
        this.#deployment = await deploymentOf(this.#tools.api, this.#rollout.appGuid);
    }
    async #readLog() {
        const { log, signal } = this.#tools;
        const lines = await log.since(this.#rollout.appGuid, this.#orderedAt - 60_000, signal);
        if (lines.length > 0)
            this.#lines = lines;
    }
    #observation(mine) {
        const { dropletGuid, image } = this.#rollout;
        const problem = this.#problem(mine);
        const others = this.#stats.filter((entry) => this.#frontier === undefined ? this.#isLeft(entry) : isOld(this.#frontier, entry));
        return {
            phase: this.#phase(),
            release: (0,release_deployment/* dropletRef */.gs)(dropletGuid, image),
            instances: mine.map(instanceOfWeb),
            previous: others.map(instanceOfWeb),
            wanted: [{ type: 'web', wanted: (0,release_rollout/* wantedWebOf */.FI)(this.#rollout) }],
            crashes: Math.max(0, ...this.#crashes.values()),
            ...(problem === undefined ? {} : { problem }),
        };
    }
    #phase() {
        if (this.#ended !== undefined)
            return 'canceled';
        if (this.#successor() !== undefined)
            return 'superseded';
        return this.#deployment?.value === 'FINALIZED' && this.#allRun() ? 'done' : 'moving';
    }
    #successor() {
        const now = this.#deployment?.dropletGuid;
        return now === this.#rollout.dropletGuid ? undefined : now;
    }
    #problem(mine) {
        if (this.#ended !== undefined)
            return { message: `Somebody else has ${this.#ended} the app.`, certain: true };
        const successor = this.#successor();
        if (successor !== undefined) {
            const { label } = (0,release_deployment/* dropletRef */.gs)(successor, undefined);
            return { message: `Somebody else has given the app another ${label}, which took over.`, certain: true };
        }
        const crashed = mine.find(({ state }) => state === 'CRASHED');
        return crashed === undefined
            ? undefined
            : {
                message: heldBack(crashed.index),
                certain: true,
            };
    }
}
function instanceOfWeb(entry) {
    return (0,instances/* instanceOf */.hR)('web', entry);
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/restoration.js















const limitMs = 90_000;
const settledMs = 40_000;
async function beforehand(settings, droplet) {
    const [written] = await Promise.allSettled([settings()]);
    await droplet();
    if (written.status === 'rejected')
        throw written.reason;
    return written.value;
}
async function restoreOnKorifi(rollout, tools, progress) {
    const { api } = tools;
    const found = await find(rollout, api);
    if (found.standing === 'gone')
        return nothingServes('the app is not there any more', true);
    if (found.standing === 'of somebody else')
        return leftAlone(rollout, found.dropletGuid, api);
    return withMark(rollout, await putAppBack(rollout, found, tools, progress), api);
}
async function putAppBack(rollout, found, tools, { reached, isUnbegun, isStopped }) {
    const { api, clock } = tools;
    const until = clock.now() + limitMs;
    const { before, previous } = rollout;
    if (before?.running !== true)
        return stopAgain(rollout, before, found, tools);
    if (!found.started && (isStopped || rolls(rollout)))
        return leftStopped(rollout, before, found, tools);
    const isSame = before.dropletGuid === rollout.dropletGuid;
    const wasReleased = found.standing === 'ours' && !(isSame && isUnbegun);
    if (!rolls(rollout)) {
        const stood = !found.started;
        if (wasReleased && found.started)
            await stopAll(rollout, tools);
        await setPreviousDroplet(rollout, found, api);
        const back = await putAllBack(rollout, before, tools);
        const startedAt = clock.now();
        if (wasReleased || stood)
            await (0,release_recreate/* startApp */.Yk)(rollout, api);
        const how = wasReleased
            ? 'the app was stopped, and started with the previous droplet'
            : stood
                ? 'the app was started again'
                : howUntouched(isUnbegun);
        const settling = wasReleased || stood || isUnbegun ? {} : { settling: true };
        const left = wasReleased || stood ? { left: leftoversAt(startedAt, before.web.instances) } : {};
        const course = { how, until, front: undefined, ...settling, ...left };
        return (0,put_back/* withSettings */.GY)(await serves(rollout, before, previous, course, tools), back);
    }
    const back = await beforehand(() => putAllBack(rollout, before, tools), async () => {
        if (wasReleased)
            await goBack(rollout, found, tools);
    });
    const isTouched = wasReleased || back.did.length > 0;
    const front = isTouched ? frontierAt(clock.now(), before.web.instances) : undefined;
    const how = wasReleased ? 'the previous droplet was set again' : howUntouched(isUnbegun);
    const settling = !isUnbegun || isTouched ? { settling: true } : {};
    const course = { how, until, front, reached, ...settling };
    return (0,put_back/* withSettings */.GY)(await serves(rollout, before, previous, course, tools), back);
}
function howUntouched(isUnbegun) {
    return isUnbegun ? 'the release had not begun' : 'the previous droplet is set again';
}
async function goBack(rollout, found, tools) {
    const { appGuid, dropletGuid, before } = rollout;
    if (before?.dropletGuid !== dropletGuid)
        await setPreviousDroplet(rollout, found, tools.api);
    else
        await orderDeployment(tools, { appGuid, dropletGuid }, dropletGuid, 'set the previous droplet again');
}
async function putAllBack(rollout, before, tools) {
    const back = await (0,put_back/* putBack */.pK)(rollout, tools);
    await resizeWeb(tools.api, rollout.appGuid, (0,release_rollout/* optionsBefore */.Ai)(rollout.options, before));
    return back;
}
async function serves({ appGuid }, before, release, { how, until, front, reached = 0, settling, left }, { api, clock, signal }) {
    let ours = front;
    let leftovers = left;
    let seen = '';
    let sameSince = clock.now();
    for (let pause = serving/* firstPauseMs */.vx;; pause = (0,serving/* longer */.Et)(pause)) {
        const askedAt = clock.now();
        const [web, stats] = await Promise.all([(0,app_settings/* newestWeb */.RL)(api, appGuid), webStats(api, appGuid)]);
        const wanted = web?.instances ?? before.web.instances;
        if (leftovers !== undefined)
            leftovers = leftAfter(leftovers, stats);
        const runs = (entry) => entry.state === 'RUNNING' && (leftovers === undefined || !isLeftover(leftovers, entry, askedAt));
        const running = Math.min(wanted, stats.filter(runs).length);
        if (ours !== undefined)
            ours = advanced(ours, stats, askedAt);
        const picture = JSON.stringify(stats.map(({ index, state }) => [index, state]));
        if (picture !== seen || running < wanted)
            sameSince = clock.now();
        seen = picture;
        const isFollowed = ours !== undefined && ours.index < reached;
        const isSettled = settling !== true || clock.now() - sameSince >= settledMs;
        const verified = running >= wanted && (isFollowed || isSettled);
        if (verified || clock.now() >= until)
            return { serves: release, verified, running, wanted, how };
        await clock.sleep(pause, signal);
    }
}
async function stopAgain(rollout, before, found, tools) {
    const { api } = tools;
    const { started } = found;
    if (started)
        await stopAll(rollout, tools);
    await setPreviousDroplet(rollout, found, api);
    const back = await (before === undefined ? (0,put_back/* putBack */.pK)(rollout, tools) : putAllBack(rollout, before, tools));
    const left = await webStats(api, rollout.appGuid);
    const how = !started
        ? 'the release had not begun'
        : before === undefined
            ? 'the app was stopped'
            : 'the app was stopped again';
    return (0,put_back/* withSettings */.GY)(nothingServes(how, left.length === 0), back);
}
async function leftStopped(rollout, before, found, tools) {
    const isSet = await setPreviousDroplet(rollout, found, tools.api);
    const back = await putAllBack(rollout, before, tools);
    const did = isSet ? 'the previous droplet was set again; ' : '';
    const how = `${did}somebody else has stopped the app, and it was left so`;
    const stands = { serves: rollout.previous, verified: false, running: 0, wanted: before.web.instances };
    return (0,put_back/* withSettings */.GY)({ ...stands, how }, back);
}
async function leftAlone(rollout, dropletGuid, api) {
    const [web, stats, json] = await Promise.all([
        (0,app_settings/* newestWeb */.RL)(api, rollout.appGuid),
        webStats(api, rollout.appGuid),
        dropletGuid === undefined ? undefined : api.find(`/v3/droplets/${dropletGuid}`, 'read the droplet'),
    ]);
    const image = json === undefined ? undefined : (0,shapes/* dropletFrom */.ly)(json).image;
    return {
        serves: dropletGuid === undefined
            ? undefined
            : (0,release_deployment/* dropletRef */.gs)(dropletGuid, image === undefined ? undefined : (0,image_image/* spelledOut */.Si)(image)),
        verified: false,
        running: stats.filter(({ state }) => state === 'RUNNING').length,
        wanted: web?.instances ?? 0,
        how: 'a newer release by somebody else took over; it was left alone',
    };
}
function nothingServes(how, verified) {
    return { serves: undefined, verified, running: 0, wanted: 0, how };
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/cancel.js




async function cancelOnKorifi(rollout, api, remembered) {
    const { appGuid, before, settings, recreate } = rollout;
    const found = await find(rollout, api);
    const { standing, started } = found;
    if (standing === 'gone' || standing === 'of somebody else')
        return;
    const changed = settings !== undefined && before !== undefined ? remembered : undefined;
    const putBack = async () => {
        if (changed !== undefined)
            await (0,app_settings/* writeSettings */.Ln)(api, appGuid, changed, before?.web.guid);
    };
    await beforehand(putBack, async () => {
        if (before?.running !== true) {
            if (standing === 'ours' && started)
                await (0,release_recreate/* stopApp */.cR)(rollout, api);
            return;
        }
        await setPreviousDroplet(rollout, found, api);
        if (recreate === true && !started)
            await (0,release_recreate/* startApp */.Yk)(rollout, api);
    });
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/api/target.js
var target = __webpack_require__(3476);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/enter.js



const namesTold = 10;
async function enterKorifi(api, names, role) {
    const target = await findTarget(api, names, role);
    return { target, app: await appNamed(api, names.app, target) };
}
async function appNamed(api, name, { space }) {
    const query = { names: name, space_guids: space.guid };
    return (await api.list('/v3/apps', 'read the app', query)).map(shapes/* appFrom */.Og).find((app) => app.name === name);
}
async function findTarget(api, names, role) {
    const orgs = (await api.list('/v3/organizations', 'read the organizations', filter(names.org))).map(shapes/* organizationFrom */.EA);
    const org = orgs.find(({ name }) => name === names.org);
    if (org === undefined) {
        const seen = (await api.list('/v3/organizations', 'read the organizations', {})).map(shapes/* organizationFrom */.EA);
        throw missing('ORG', `There is no organization ${names.org} that this login may see`, 'org', seen, role());
    }
    const query = { ...filter(names.space), organization_guids: org.guid };
    const spaces = (await api.list('/v3/spaces', 'read the spaces', query)).map(shapes/* spaceFrom */.Ne);
    const space = spaces.find(({ name }) => name === names.space);
    if (space === undefined) {
        const seen = (await api.list('/v3/spaces', 'read the spaces', { organization_guids: org.guid })).map(shapes/* spaceFrom */.Ne);
        const sentence = `There is no space ${names.space} in ${names.org} that this login may see`;
        throw missing('SPACE', sentence, 'space', seen, role());
    }
    return (0,target/* openTarget */.A)(org, space);
}
function filter(name) {
    return name.includes(',') ? {} : { names: name };
}
function missing(what, sentence, input, seen, role) {
    const names = seen
        .map(({ name }) => name)
        .toSorted()
        .slice(0, namesTold);
    const sees = names.length === 0 ? '' : ` It sees ${names.join(', ')}.`;
    return new errors/* ActionError */.lZ(`CF_${what}_NOT_FOUND`, sentence, {
        hint: `Check the input ${input}. The login needs a role there: ${role}.${sees}`,
    });
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/evidence/causes.js
var causes = __webpack_require__(3740);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/evidence.js



const mostLogLines = 40;
function explainKorifi({ instances, crashes, starts, lines }, healthMs, namespace) {
    const app = lines.filter(({ sourceType }) => sourceType === 'APP');
    const prints = instances.length === 1 && app.length > 0;
    const troubled = instances
        .filter(({ state }) => state !== 'RUNNING')
        .map((entry) => {
        const { index, state } = entry;
        const [start, ends] = [starts.get(index), crashes.get(index) ?? 0];
        return { entry, start, trouble: troubleOf({ state, crashes: ends, start, prints }, healthMs) };
    });
    const facts = new Map();
    for (const { entry, trouble } of troubled) {
        if (facts.has(trouble))
            continue;
        const others = troubled.filter((one) => one.trouble === trouble && one.entry !== entry);
        const same = others.length === 0 ? '' : `; the same of ${others.map((one) => one.entry.index).join(', ')}`;
        facts.set(trouble, `${troubleText(entry, trouble, healthMs)}${same}`);
    }
    const isEnd = crashes.size > 0 ||
        facts.has('ended by itself') ||
        troubled.some(({ start, trouble }) => trouble === 'ended or was ended' && isYoung(app[0]?.at, start, healthMs ?? 0));
    const word = isEnd ? (0,app_log/* errorLine */.B)(app) : undefined;
    const cause = word ?? facts.get('ended by itself') ?? facts.get('did not stay healthy') ?? facts.get('ended or was ended');
    const hint = hintOf(facts, word, { isSilent: app.length === 0, namespace });
    return {
        ...(cause === undefined ? {} : { cause }),
        ...(hint === undefined ? {} : { hint }),
        facts: [...facts.values()].filter((fact) => fact !== cause),
        log: app
            .slice(-mostLogLines)
            .map(({ at, source, text }) => ({ source, text, ...(at === undefined ? {} : { at }) })),
    };
}
function hintOf(facts, word, { isSilent, namespace }) {
    const known = (0,causes/* hintFor */.J)(word);
    if (known !== undefined)
        return known;
    if (facts.has('no place'))
        return 'Ask for less memory or disk, or ask the operator of the cluster for room.';
    if (facts.has('ended or was ended') || facts.has('not healthy'))
        return unhealthy;
    if (facts.has('ended by itself') || facts.has('did not stay healthy'))
        return isSilent ? noLines : undefined;
    return facts.has('not ready') ? notReady(namespace) : undefined;
}
const unhealthy = 'The app must listen on $PORT, on all interfaces (0.0.0.0), and answer its health check before the time-out of that: see health-check and health-check-timeout.';
const noLines = 'Korifi does not hand out what a container printed once Kubernetes holds it back. Run the image locally, or look with kubectl logs --previous.';
function notReady(namespace) {
    return `Kubernetes knows why, for an hour: kubectl get events -n ${namespace}. Often its nodes have no login for the image (registry-username, registry-password), or do not reach its registry.`;
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/remarks.js
function oneByOne({ current, strategy, settings, }) {
    if (current?.running !== true || strategy === 'recreate')
        return [];
    const now = current.processes.find(({ type }) => type === 'web')?.wanted ?? 0;
    if ((settings.instances?.get('web') ?? settings.instances?.get('') ?? now) !== 1)
        return [];
    return [
        'Korifi stops an instance before it starts the next one in its place: with one instance the app does not answer in between.',
    ];
}
const stoppedInstead = 'This Korifi does not tell since when an instance runs, so it cannot be seen which of them are new while they are replaced one by one: the app is stopped, and started with the new image.';

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/history.js






class KorifiHistory {
    #parts;
    constructor(parts) {
        this.#parts = parts;
    }
    async releases() {
        const { app, droplet, droplets, takenBack } = this.#parts.view();
        return droplets
            .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
            .map(({ guid, createdAt, image }) => {
            const at = Date.parse(createdAt);
            return {
                ref: (0,release_deployment/* dropletRef */.gs)(guid, image === undefined ? undefined : (0,image_image/* spelledOut */.Si)(image)),
                names: [guid],
                dropletGuid: guid,
                current: app.started && guid === droplet?.guid,
                ...(Number.isNaN(at) ? {} : { at }),
                ...(takenBack.has(guid) ? { failed: 'a run of this action has taken it back' } : {}),
                ...(image === undefined ? { unfit: 'its image is not known' } : {}),
            };
        });
    }
    async wayTo({ dropletGuid, ref, unfit }) {
        const { context } = this.#parts;
        if (ref.image === undefined)
            throw new errors/* ActionError */.lZ('CF_NO_DROPLET', `${ref.label} cannot be deployed: ${unfit}`);
        const view = this.#parts.view();
        const current = this.#parts.state();
        const before = (0,release_rollout/* beforeOf */.v8)(view);
        const candidate = {
            ...{ runId: context.runId, app: context.request.app, image: ref.image, appGuid: view.app.guid, dropletGuid },
            previous: current.running ? current.release : undefined,
            ...(before === undefined ? {} : { before }),
            ...(current.url === undefined ? {} : { url: current.url }),
        };
        const strategy = (await this.#parts.canRoll(view)) ? 'rolling' : 'recreate';
        const plan = { current, settings: {}, strategy };
        return {
            rollout: (0,release_rollout/* rolloutOf */.Zb)(candidate, plan),
            changes: [],
            remarks: [
                ...(0,remarks/* remarksOn */.r)(plan),
                ...(current.running && strategy === 'recreate' ? [stoppedInstead] : oneByOne(plan)),
                'Variables, command and checks stay as they are: Korifi keeps no revisions.',
                ...(ref.image.includes('@sha256:')
                    ? []
                    : [`${ref.image} is named by a tag: what it points at now is what will run.`]),
            ],
        };
    }
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/kubernetes-token.js



const assumedLifetimeMs = 150_000;
const renewBeforeMs = 45_000;
class KubernetesToken {
    #parts;
    #token;
    #underway;
    constructor(parts) {
        this.#parts = parts;
    }
    async bearer() {
        const { login, clock } = this.#parts;
        if (login.kind === 'token')
            return login.token;
        if (this.#token !== undefined && clock.now() < this.#token.renewAt)
            return this.#token.text;
        return this.#fresh();
    }
    get claims() {
        const { login } = this.#parts;
        const text = login.kind === 'token' ? login.token : this.#token?.text;
        return text === undefined ? undefined : (0,identity/* claimsOf */.ds)(text);
    }
    async instead(rejected) {
        if (this.#parts.login.kind === 'token')
            return rejected;
        return this.#token !== undefined && this.#token.text !== rejected ? this.#token.text : this.#fresh();
    }
    #fresh() {
        this.#underway ??= this.#ask().finally(() => {
            this.#underway = undefined;
        });
        return this.#underway;
    }
    async #ask() {
        const { login, clock, mask, oidcToken } = this.#parts;
        const audience = login.kind === 'oidc-user' ? login.audience : undefined;
        if (audience === undefined)
            throw new errors/* ActionError */.lZ('CF_LOGIN', 'There is no audience to ask a token of this job for');
        const text = await oidcToken(audience);
        mask(text);
        const now = clock.now();
        const expires = (0,http_json/* numberAt */.tk)((0,identity/* claimsOf */.ds)(text), 'exp');
        const lifetime = expires === undefined ? assumedLifetimeMs : Math.max(0, expires * 1_000 - now);
        this.#token = { text, renewAt: now + lifetime - Math.min(renewBeforeMs, lifetime / 2) };
        return text;
    }
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/build.js
var release_build = __webpack_require__(4004);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/release/package.js
var release_package = __webpack_require__(5724);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/stage.js










async function stageOnKorifi(order, tools) {
    const { api, clock, signal } = tools;
    const { appGuid, image, runId } = order;
    const packageGuid = await (0,release_package/* createPackage */.N)(order, tools, async () => {
        const packages = await api.list('/v3/packages', 'look the package up', {
            app_guids: appGuid,
            order_by: '-created_at',
        });
        return packages.find((json) => (0,fields/* labelsOf */.PC)(json).get(release_deployment/* runLabel */.Az) === runId && (0,http_json.at)(json, 'data', 'image') === image);
    });
    const begun = await (0,create_once/* createOnce */.U)(clock, signal, {
        create: async () => (0,shapes/* buildFrom */.TO)(await api.write('POST', '/v3/builds', 'start the build', { package: { guid: packageGuid } })),
        lookUp: () => buildOf(packageGuid, api),
    });
    const build = await (0,release_build/* endOfBuild */.dy)(begun, clock.now() + release_build/* stagingLimitMs */.XZ, tools, asksTheOperator);
    if (build.state === 'FAILED' || build.dropletGuid === undefined)
        throw stagingError(build.error);
    return build.dropletGuid;
}
async function buildOf(packageGuid, api) {
    const query = { package_guids: packageGuid, states: 'STAGING,STAGED' };
    try {
        const [found] = await api.list('/v3/builds', 'look the build up', query);
        return found === undefined ? undefined : (0,shapes/* buildFrom */.TO)(found);
    }
    catch (error) {
        if (error instanceof api_errors/* CloudControllerError */.Ij && (error.status === 404 || error.status === 405))
            return undefined;
        throw error;
    }
}
const asksTheOperator = 'Is the controller of this Korifi running? Ask its operator.';
function stagingError(words = 'the platform gives no reason') {
    const hint = /failed to fetch image/i.test(words)
        ? 'Korifi reads the image from its own network, with registry-username and registry-password. That the registry does not know it, or lets nobody in, is not told apart: the operator finds the registry’s answer in the log of korifi-controllers.'
        : (0,causes/* hintFor */.J)(words);
    return new errors/* ActionError */.lZ('CF_STAGING_FAILED', `Staging failed: ${words}`, {
        hint: hint ?? 'The operator finds more in the log of korifi-controllers.',
    });
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/standing.js



async function lookAtKorifi(api, view, { current }, { request, clock }) {
    const askedAt = clock.now();
    const [deployment, stats] = await Promise.all([deploymentOf(api, view.app.guid), webStats(api, view.app.guid)]);
    const madeAt = Date.parse(view.droplet?.createdAt ?? '');
    const isOlder = stats.some(({ state, uptimeS }) => {
        if (state !== 'RUNNING')
            return false;
        return uptimeS === undefined || Number.isNaN(madeAt) || askedAt - uptimeS * 1_000 <= madeAt;
    });
    const why = deployment?.dropletGuid !== view.droplet?.guid
        ? 'somebody else has released meanwhile'
        : request.settings.env !== undefined
            ? 'Korifi does not tell which variables the instances were started with'
            : isOlder
                ? 'it is not certain that the instances run this image'
                : undefined;
    return {
        phase: deployment?.value === 'FINALIZED' ? 'done' : 'moving',
        release: current?.release,
        instances: stats.map((entry) => (0,instances/* instanceOf */.hR)('web', entry)),
        previous: [],
        wanted: current?.processes ?? [],
        crashes: 0,
        ...(why === undefined ? {} : { problem: { message: why, certain: true } }),
    };
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/task/record.js
var task_record = __webpack_require__(3645);
// EXTERNAL MODULE: ./build/platforms/cloudfoundry/task/requests.js
var requests = __webpack_require__(8718);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/tasks.js




class KorifiTasks {
    anyImage = false;
    #parts;
    #isTold = false;
    constructor(parts) {
        this.#parts = parts;
    }
    async start({ command }) {
        const { context } = this.#parts;
        const { runId } = context;
        const appGuid = this.#parts.appGuid();
        const task = await (0,requests/* startTask */.g)(appGuid, runId, { command, metadata: { labels: { [release_deployment/* runLabel */.Az]: runId } } }, this.#tools());
        return { runId, app: context.request.app, id: task.guid };
    }
    async look(task) {
        const record = await this.#find(task, this.#parts.api);
        if (record === undefined)
            return undefined;
        if (!this.#isTold)
            this.#parts.context.note('What the command prints cannot be shown: Korifi does not hand it out.');
        this.#isTold = true;
        const { state, exitCode, reason } = (0,task_record/* stateOf */.L4)(record);
        const hint = state === 'failed' ? hintOn(record, exitCode, this.#parts.spaceGuid()) : undefined;
        return {
            ...{ state, lines: [] },
            ...(exitCode === undefined ? {} : { exitCode }),
            ...(reason === undefined ? {} : { reason }),
            ...(hint === undefined ? {} : { hint }),
        };
    }
    cancel(task) {
        return (0,requests/* cancelTask */.y)(task, this.#tools());
    }
    #tools() {
        const { api, context } = this.#parts;
        return { api, context, find: this.#find };
    }
    #find = async ({ id, runId }, api) => {
        if (id !== undefined) {
            const json = await api.find(`/v3/tasks/${id}`, 'read the task');
            return json === undefined ? undefined : (0,task_record/* taskFrom */.Km)(json);
        }
        const path = `/v3/apps/${this.#parts.appGuid()}/tasks`;
        const tasks = await api.list(path, 'look the task up', { order_by: '-created_at' });
        const ours = tasks.find((json) => (0,fields/* labelsOf */.PC)(json).get(release_deployment/* runLabel */.Az) === runId);
        return ours === undefined ? undefined : (0,task_record/* taskFrom */.Km)(ours);
    };
}
function hintOn({ guid, failureReason }, code, space) {
    const printed = `What it printed: kubectl logs job/${guid} -n ${space}.`;
    if (/cancel/i.test(failureReason ?? ''))
        return 'Somebody ended it, with cf terminate-task or in another way.';
    switch (code) {
        case 128:
            return `It was not even started. Newer versions of Korifi start a command by /cnb/lifecycle/launcher, which only images of buildpacks have: docs/korifi.md says how another image gets one.`;
        case 127:
            return `The shell did not find the command. ${printed}`;
        case 137:
            return `It was killed, most often because it used more memory than the operator lets a command have. ${printed}`;
        default:
            return printed;
    }
}

// EXTERNAL MODULE: ./build/platforms/cloudfoundry/login/oidc-refusal.js
var oidc_refusal = __webpack_require__(9590);
;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/token-refusal.js




function refusedToken(cause, { kind }, proof) {
    const { claims, now } = proof;
    const ends = (0,http_json/* numberAt */.tk)(claims, 'exp');
    const words = cause.message.replace(/^Could not log in: /, '');
    const hasEnded = kind === 'token' && ends !== undefined && ends * 1_000 <= now;
    const sentence = hasEnded
        ? `The token ended ${(0,duration/* duration */.p)(now - ends * 1_000)} ago, and the Kubernetes of this Korifi does not take it`
        : 'The Kubernetes of this Korifi does not take the token';
    return new errors/* ActionError */.lZ('CF_LOGIN', `${sentence}: ${words}`, {
        hint: kind === 'token' ? ofServiceAccount(claims, hasEnded) : ofJob,
        details: (0,http_json/* textAt */.$6)(claims, 'iss') === undefined ? [] : (0,oidc_refusal/* proofLines */.UJ)(proof),
        cause,
    });
}
const ofJob = 'The cluster must trust this issuer, for this audience: its operator names both in AuthenticationConfiguration (docs/korifi.md), or the input oidc-audience is another than the one named there.';
function ofServiceAccount(claims, hasEnded) {
    const [, namespace, name] = /^system:serviceaccount:([\w.-]+):([\w.-]+)$/.exec((0,http_json/* textAt */.$6)(claims, 'sub') ?? '') ?? [];
    const command = `kubectl create token ${name ?? 'NAME'} -n ${namespace ?? 'NAMESPACE'} --duration=720h`;
    if (hasEnded)
        return `Make another one, and store it as the secret: ${command}.`;
    return `Is it of this cluster, is its service account still there, and has it not ended? Another one: ${command}.`;
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/platform.js








































const cancelDeadlineMs = 4_000;
const uptimeTicksMs = 3_000;
class Korifi {
    kind = 'cloudfoundry';
    title = 'Korifi';
    target;
    tasks;
    history;
    #context;
    #names;
    #login;
    #tokens;
    #api;
    #log;
    #user;
    #place;
    #isRead = false;
    #view;
    #survey = survey/* nothingAsked */.Ii;
    #configurator;
    #isOrdered;
    #lookout;
    constructor(context, links, names) {
        const { http, clock, signal, request } = context;
        this.#context = context;
        this.#names = names;
        this.target = `${names.org} / ${names.space} at ${request.api.host}`;
        this.#login = request.login;
        this.#tokens = new KubernetesToken({
            ...{ login: this.#login, clock },
            mask: (secret) => context.mask(secret),
            oidcToken: (audience) => context.oidcToken(audience),
        });
        const note = (line) => context.note(line);
        const role = () => this.#role();
        this.#api = new cloud_controller/* CloudController */.qx({ http, base: links.api, tokens: this.#tokens, korifi: true, signal, role, note });
        this.#log = new logs/* AppLog */.E(http, links.logCache, this.#tokens);
        this.tasks = new KorifiTasks({
            ...{ api: this.#api, context, appGuid: () => this.#read().app.guid },
            spaceGuid: () => this.#read().app.spaceGuid,
        });
        this.history = new KorifiHistory({
            ...{ context, view: () => this.#read() },
            state: () => (0,state/* stateOf */.L)(this.#read(), this.#survey, context.request.settings),
            canRoll: (view) => this.#canRoll(view),
        });
    }
    async login() {
        const json = await this.#api.get('/whoami', 'log in').catch((error) => {
            if (!(error instanceof api_errors/* CloudControllerError */.Ij) || error.status !== 401)
                throw error;
            throw refusedToken(error, this.#login, { claims: this.#tokens.claims, now: this.#context.clock.now() });
        });
        this.#user = (0,http_json/* textAt */.$6)(json, 'name');
        await this.#entered();
        const kind = (0,http_json/* textAt */.$6)(json, 'kind');
        return `${this.#user ?? 'somebody'}${kind === undefined ? '' : ` (${kind})`}`;
    }
    async read() {
        if (this.#isRead)
            this.#place = undefined;
        this.#isRead = true;
        const { target, app } = await this.#entered();
        const { request, clock } = this.#context;
        const { settings, image } = request;
        this.#view = app === undefined ? undefined : await viewKorifiApp(this.#api, app, settings, () => clock.now());
        if (image !== undefined)
            this.#survey = await (0,survey/* survey */.Fr)(this.#api, target, this.#view, request);
        if (this.#view === undefined)
            return undefined;
        for (const secret of (0,secret_variables/* secretValues */.V)(this.#view.variables ?? new Map()))
            this.#context.mask(secret);
        return (0,state/* stateOf */.L)(this.#view, this.#survey, settings);
    }
    serving(plan) {
        return lookAtKorifi(this.#api, this.#read(), plan, this.#context);
    }
    imageFor(facts) {
        return (0,image_image/* imageFor */.zd)(facts);
    }
    check(subject) {
        const web = this.#view === undefined ? undefined : (0,app_app/* webOf */.s3)(this.#view);
        const diskMb = web === undefined || web.diskMb === 0 ? undefined : web.diskMb;
        return (0,rules/* cloudFoundryFindings */.j)({ ...subject, diskMb, korifi: true });
    }
    remarks(plan) {
        const isBlind = this.#view !== undefined && !tellsUptime(this.#view.stats) && plan.strategy !== 'recreate';
        return [...(0,remarks/* remarksOn */.r)(plan), ...(isBlind && plan.current?.running === true ? [stoppedInstead] : oneByOne(plan))];
    }
    async prepare(plan) {
        const { clock, signal, runId, request, revision } = this.#context;
        const note = (line) => this.#context.note(line);
        const { target } = await this.#entered();
        const { routes, port = null } = request.settings;
        this.#isOrdered = false;
        const view = this.#view;
        const configuration = await (0,app_configuration/* configurationFor */.a)(this.#api, plan, request, { view, survey: this.#survey });
        this.#configurator = new configurator/* Configurator */.c(configuration);
        const labels = (0,release_labels/* labelsOf */.P)(plan.facts, revision);
        const wish = { target, name: plan.app, runId, labels, defaultRoute: routes === undefined, port };
        const { app, route } = await (0,create_app/* createApp */.Ef)(view, wish, { api: this.#api, clock, signal, note });
        const url = (0,state/* urlOf */.r)(routes ?? (route === undefined ? [] : [route]));
        const order = { appGuid: app.guid, image: plan.image, registry: plan.registry, runId, labels };
        const dropletGuid = await stageOnKorifi(order, { api: this.#api, clock, signal });
        const before = view === undefined ? undefined : (0,release_rollout/* beforeOf */.v8)(view);
        const wouldRoll = view !== undefined && before?.running === true && plan.strategy !== 'recreate';
        const blind = wouldRoll && !(await this.#canRoll(view));
        if (blind && tellsUptime(view.stats))
            note(stoppedInstead);
        return {
            runId,
            app: plan.app,
            image: plan.image,
            previous: plan.current?.running === true ? plan.current.release : undefined,
            ...{ appGuid: app.guid, dropletGuid, labels, isNew: true },
            ...(before === undefined ? {} : { before }),
            ...configuration.before,
            ...(url === undefined ? {} : { url }),
            ...(blind ? { blind } : {}),
        };
    }
    rolloutOf({ blind, ...candidate }, plan) {
        return (0,release_rollout/* rolloutOf */.Zb)(candidate, blind === true ? { ...plan, strategy: 'recreate' } : plan);
    }
    async release(rollout) {
        const { clock, signal } = this.#context;
        const { appGuid, dropletGuid, before, recreate } = rollout;
        const tools = { api: this.#api, clock, signal };
        this.#isOrdered = false;
        await this.#refuseIfOvertaken(appGuid);
        const isRolling = rolls(rollout);
        this.#isOrdered = recreate === true;
        if (recreate === true)
            await stopAll(rollout, tools);
        if (!isRolling)
            await setDroplet(this.#api, appGuid, dropletGuid, 'set the droplet');
        const configured = await this.#configured(appGuid);
        await this.#configurator?.startWith(configured);
        await this.#configurator?.actAtOnce(configured);
        await resizeWeb(this.#api, appGuid, rollout.options);
        this.#isOrdered = true;
        const orderedAt = clock.now();
        const ordered = isRolling
            ? orderDeployment(tools, { appGuid, dropletGuid }, before?.dropletGuid, 'deploy the droplet')
            : (0,release_recreate/* startApp */.Yk)(rollout, this.#api);
        await ordered.catch((error) => {
            if (isRolling && !(0,create_once/* mayHaveActed */.L)(error))
                this.#isOrdered = false;
            throw error;
        });
        this.#watch(rollout, orderedAt);
        return rollout;
    }
    async observe(rollout) {
        const known = this.#lookoutFor(rollout);
        if (known !== undefined)
            return known.look();
        if (await wasOrdered(rollout, this.#api))
            return this.#watch(rollout, this.#context.clock.now()).look();
        return { phase: 'moving', release: undefined, instances: [], previous: [], wanted: rollout.wanted, crashes: 0 };
    }
    async conclude({ dropletGuid }) {
        if (this.#view?.takenBack.has(dropletGuid) === true)
            await takeMarkAway(this.#api, dropletGuid);
        return (await this.#configurator?.conclude({ api: this.#api })) ?? [];
    }
    cancel(rollout) {
        const remembered = this.#configurator?.configuration.settings?.previous;
        return cancelOnKorifi(this.#asLeft(rollout), this.#api.unstoppable(cancelDeadlineMs), remembered);
    }
    restore(rollout) {
        const { clock, signal, request } = this.#context;
        const remembered = this.#configurator?.configuration;
        const wayOut = signal.aborted
            ? { api: this.#api.unstoppable(), clock, signal: undefined }
            : { api: this.#api, clock, signal };
        const isUnbegun = this.#isOrdered === false;
        const lookout = this.#lookoutFor(rollout);
        const progress = { reached: lookout?.reached, isUnbegun, isStopped: lookout?.isStopped === true };
        const tools = { ...wayOut, remembered, asked: request.settings };
        return restoreOnKorifi(this.#asLeft(rollout), tools, progress);
    }
    async evidence(rollout) {
        const lookout = this.#lookoutFor(rollout);
        if (lookout === undefined)
            return { facts: [], log: [] };
        await lookout.listen();
        const web = this.#view === undefined ? undefined : (0,app_app/* webOf */.s3)(this.#view);
        const { target } = await this.#entered();
        return explainKorifi(lookout, healthLimitMs(this.#context.request.settings, web?.health), target.space.guid);
    }
    #watch(rollout, orderedAt) {
        const { clock, signal } = this.#context;
        const lookout = new KorifiLookout({ api: this.#api, log: this.#log, clock, signal }, rollout, orderedAt);
        this.#lookout = { runId: rollout.runId, lookout };
        return lookout;
    }
    #lookoutFor({ runId }) {
        return this.#lookout?.runId === runId ? this.#lookout.lookout : undefined;
    }
    async #configured(appGuid) {
        const { clock, signal, runId, request } = this.#context;
        const [{ target }, web] = await Promise.all([this.#entered(), (0,app_settings/* newestWeb */.RL)(this.#api, appGuid)]);
        const note = (line) => this.#context.note(line);
        const app = { app: request.app, appGuid, spaceGuid: target.space.guid };
        return { api: this.#api, clock, signal, note, runId, ...app, ...(web === undefined ? {} : { webGuid: web.guid }) };
    }
    #asLeft(rollout) {
        return this.#configurator?.asLeft(rollout) ?? rollout;
    }
    #read() {
        if (this.#view !== undefined)
            return this.#view;
        throw new errors/* ActionError */.lZ('CF_NOT_READ', `The app ${this.#context.request.app} has not been read, or is not there`);
    }
    async #refuseIfOvertaken(appGuid) {
        const now = (await deploymentOf(this.#api, appGuid))?.dropletGuid || undefined;
        if (now !== this.#view?.droplet?.guid)
            throw new overtaken/* Overtaken */.c('Somebody else has given the app another droplet meanwhile');
    }
    async #canRoll({ app, stats, statsAt }) {
        if (!tellsUptime(stats))
            return false;
        if (!stats.some(({ state }) => state === 'RUNNING'))
            return true;
        const { clock, signal } = this.#context;
        const wait = statsAt + uptimeTicksMs - clock.now();
        if (wait > 0)
            await clock.sleep(wait, signal);
        const now = await webStats(this.#api, app.guid);
        return tellsUptime(now) && !isFrozen(stats, now);
    }
    #entered() {
        const names = { ...this.#names, app: this.#context.request.app };
        this.#place ??= enterKorifi(this.#api, names, () => this.#role());
        return this.#place;
    }
    #role() {
        const { org, space } = this.#names;
        return (0,identity/* roleCommand */.eL)({ kind: 'user', name: this.#user, origin: undefined }, org, space);
    }
}

;// CONCATENATED MODULE: ./build/platforms/cloudfoundry/korifi/open.js



function openKorifi(context, links, names) {
    const mistakes = korifiMistakes(context.request);
    if (mistakes.length > 0)
        throw new input_error/* InputError */.d(mistakes);
    return new Korifi(context, links, names);
}


/***/ })

};
