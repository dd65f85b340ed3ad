export const id = 907;
export const ids = [907];
export const modules = {

/***/ 2907:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DT: () => (/* binding */ revisionOf),
/* harmony export */   FC: () => (/* binding */ sourceRepositoryOf),
/* harmony export */   Wy: () => (/* binding */ labelOf)
/* harmony export */ });
const labelSchema = {
    revision: 'org.label-schema.vcs-ref',
    source: 'org.label-schema.vcs-url',
    version: 'org.label-schema.version',
};
function labelOf({ annotations, labels }, name) {
    const key = `org.opencontainers.image.${name}`;
    const old = labelSchema[name];
    const found = [annotations.get(key), labels.get(key), old === undefined ? undefined : labels.get(old)];
    const text = found.map((value) => value?.trim()).find((value) => value !== undefined && value !== '');
    return name === 'source' ? text?.replace(/^([a-z][a-z0-9+.-]*:\/\/|(?=[^/@:]*:))[^/]*@/i, '$1') : text;
}
function revisionOf(image) {
    const revision = labelOf(image, 'revision')?.toLowerCase();
    return revision !== undefined && /^[0-9a-f]{7,64}$/.test(revision) ? revision : undefined;
}
function sourceRepositoryOf(image) {
    const address = labelOf(image, 'source')
        ?.slice(0, 1000)
        .replace(/^(?:git\+)?[a-z]+:\/\//i, '')
        .replace(/^[^/@]*@/, '');
    const match = /^[\w.-]+(?::\d+(?=\/))?[/:]([\w.-]+)\/([\w.-]+)/.exec(address ?? '');
    const name = match?.[2]?.replace(/\.git$/i, '');
    return name === undefined || name === '' ? undefined : `${match?.[1]}/${name}`.toLowerCase();
}


/***/ }),

/***/ 9330:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ tcpPorts),
/* harmony export */   Z: () => (/* binding */ lowestTcpPort)
/* harmony export */ });
function tcpPorts({ exposedPorts }) {
    return exposedPorts
        .filter(({ protocol }) => protocol === 'tcp')
        .map(({ port }) => port)
        .sort((a, b) => a - b);
}
function lowestTcpPort(facts) {
    return tcpPorts(facts)[0];
}


/***/ }),

/***/ 6562:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ applyRules)
/* harmony export */ });
function applyRules(rules, subject) {
    return rules.flatMap(({ code, severity, check }) => {
        const complaint = check(subject);
        return complaint === undefined ? [] : [{ code, severity, ...complaint }];
    });
}


/***/ }),

/***/ 8907:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  commonFindings: () => (/* binding */ commonFindings)
});

// UNUSED EXPORTS: commonRules

// EXTERNAL MODULE: ./build/image/labels.js
var labels = __webpack_require__(2907);
// EXTERNAL MODULE: ./build/image/reference.js
var image_reference = __webpack_require__(7755);
;// CONCATENATED MODULE: ./build/image/identity-rules.js


const minute = 60_000;
const day = 24 * 60 * minute;
const oldDays = 180;
const identityRules = [
    {
        code: 'MUTABLE_TAG',
        severity: 'warning',
        check({ deployedAs, request }) {
            if (deployedAs.includes('@') || request.platform === 'deis')
                return undefined;
            return {
                message: 'The platform is told a tag: a restart may start another image than the one that was looked at here.',
                remedy: 'Give the image by its digest.',
            };
        },
    },
    {
        code: 'TAG_MOVED',
        severity: 'warning',
        check({ facts: { reference, digest, tagDigest } }) {
            if (tagDigest === undefined || reference.tag === undefined || tagDigest === digest)
                return undefined;
            if (algorithm(tagDigest) !== algorithm(digest))
                return undefined;
            return {
                message: `The tag ${reference.tag} points at ${tagDigest} now; the digest beside it is what is deployed.`,
                remedy: 'Leave the tag out, or take the digest that belongs to it.',
            };
        },
    },
    {
        code: 'LOOKS_LIKE_HOST',
        severity: 'warning',
        check({ facts: { reference } }) {
            const name = /^library\/([^/]+)$/.exec(reference.path)?.[1];
            if (reference.domain !== 'docker.io' || name === undefined)
                return undefined;
            if (name !== 'localhost' && !name.includes('.') && !isPort(reference.tag))
                return undefined;
            return {
                message: `${(0,image_reference/* familiarName */.hG)(reference)} looks like a registry’s host, but without a slash it names an image of Docker Hub.`,
                remedy: 'Write the repository after the host: ghcr.io/acme/web:1.4.2.',
            };
        },
    },
    {
        code: 'CREATED_IN_FUTURE',
        severity: 'warning',
        check({ facts: { created }, now }) {
            if (created === undefined || created.getTime() <= now + 5 * minute)
                return undefined;
            return {
                message: `The image says it was built at ${created.toISOString()}, which is in the future.`,
                remedy: 'Set the clock of the machine that builds.',
            };
        },
    },
    {
        code: 'OLD_IMAGE',
        severity: 'warning',
        check({ facts: { created }, now }) {
            const days = created === undefined ? 0 : Math.floor((now - created.getTime()) / day);
            if (created === undefined || days <= oldDays)
                return undefined;
            return {
                message: `The image was built ${days} days ago, on ${created.toISOString().slice(0, 10)}.`,
                remedy: 'Build it again: its base and its packages have had security fixes since.',
            };
        },
    },
    {
        code: 'OTHER_REVISION',
        severity: 'warning',
        check(subject) {
            const { facts, job } = subject;
            const built = (0,labels/* revisionOf */.DT)(facts);
            const wanted = job.revision?.toLowerCase();
            if (built === undefined || wanted === undefined || !isOurs(subject))
                return undefined;
            if (job.event !== 'push' && job.event !== 'pull_request')
                return undefined;
            if (built.startsWith(wanted) || wanted.startsWith(built))
                return undefined;
            return {
                message: `The image was built from commit ${identity_rules_short(built)}, this job runs for ${identity_rules_short(wanted)}.`,
                remedy: 'Does the job that builds push the tag before this job reads it? Pass the digest on from there.',
                ...(job.event === 'push' ? {} : { severity: 'info' }),
            };
        },
    },
    {
        code: 'OTHER_SOURCE',
        severity: 'info',
        check(subject) {
            const source = (0,labels/* sourceRepositoryOf */.FC)(subject.facts);
            const { repository } = subject.job;
            if (source === undefined || repository === undefined || isOurs(subject))
                return undefined;
            return {
                message: `The image says it was built from ${source}, this job belongs to ${repository}.`,
                remedy: 'If it was built here, the label is its base’s: build with --label org.opencontainers.image.source and the repository’s address.',
            };
        },
    },
    {
        code: 'OTHER_VERSION',
        severity: 'info',
        check(subject) {
            if (!isOurs(subject))
                return undefined;
            const { tag } = subject.facts.reference;
            const label = (0,labels/* labelOf */.Wy)(subject.facts, 'version');
            const [says, called] = [numbersOf(label), numbersOf(tag)];
            if (says === undefined || called === undefined)
                return undefined;
            if (says.every((number, index) => called[index] === undefined || called[index] === number))
                return undefined;
            return {
                message: `The image calls itself version ${says.join('.')}, its tag is ${tag}.`,
                remedy: 'Tag the image with the version that it was built as.',
            };
        },
    },
    {
        code: 'STALE_BASE',
        severity: 'warning',
        check({ facts: { base } }) {
            if (base?.state !== 'stale')
                return undefined;
            return {
                message: `The image is built on ${JSON.stringify(base.name.slice(0, 200))}, of which there is a newer one.`,
                remedy: base.remedy === 'rebase'
                    ? 'Run pack rebase, which replaces the layers of the base alone; or build it again.'
                    : 'Build it again with the base of today: docker build --pull.',
            };
        },
    },
];
function isOurs({ facts, job }) {
    return job.repository !== undefined && (0,labels/* sourceRepositoryOf */.FC)(facts) === job.repository.toLowerCase();
}
function algorithm(digest) {
    return digest.split(':', 1)[0];
}
function isPort(tag) {
    if (tag === undefined || !/^(?:80|443|\d{4,5})$/.test(tag))
        return false;
    return Number(tag) <= 65_535 && !/^(?:1[5-9]|2\d)\d\d$/.test(tag);
}
function numbersOf(text) {
    const [, numbers] = /^v?(\d{1,9}(?:\.\d{1,9}){1,3})(?:[-+_][\w.+-]*)?$/.exec(text ?? '') ?? [];
    return numbers?.split('.');
}
function identity_rules_short(revision) {
    return revision.slice(0, 12);
}

// EXTERNAL MODULE: ./build/image/stored-login.js
var stored_login = __webpack_require__(1983);
;// CONCATENATED MODULE: ./build/image/login-rules.js

const again = 'The platform keeps it and pulls with it again whenever an instance is restarted, scaled or moved; the app will then not start.';
const loginRules = [
    {
        code: 'LOGIN_SHORT_LIVED',
        severity: 'warning',
        check(subject) {
            const kind = kindOf(subject);
            const end = kind === undefined ? undefined : (0,stored_login/* earlyEnd */.x)(kind, subject.now);
            if (kind === undefined || end === undefined)
                return undefined;
            const { platform } = subject.request;
            if (platform !== 'auto' && kind.failsOn?.includes(platform) === true)
                return undefined;
            return { message: `The registry login is ${kind.name}, which ${end}.`, remedy: `${again} ${kind.advice}` };
        },
    },
    {
        code: 'LOGIN_KIND',
        severity: 'warning',
        check(subject) {
            const kind = kindOf(subject);
            if (kind === undefined)
                return undefined;
            const { name, refused, personal, advice } = kind;
            if (refused !== undefined && subject.facts.openedBy !== 'inputs') {
                return { message: `The registry login is ${name}, which will not work: ${refused}.`, remedy: advice };
            }
            if (personal !== true || !isNeeded(subject))
                return undefined;
            return {
                severity: 'info',
                message: `The registry login is ${name}: it ends with their account, or when they revoke it.`,
                remedy: advice,
            };
        },
    },
    {
        code: 'LOGIN_NOT_NEEDED',
        severity: 'info',
        check(subject) {
            if (subject.stored === undefined || isNeeded(subject))
                return undefined;
            return {
                message: 'Everybody can pull the image, so the platform needs no registry login for it.',
                remedy: 'Leave out registry-username and registry-password.',
            };
        },
    },
];
function kindOf({ stored, facts, job, now }) {
    return stored === undefined ? undefined : (0,stored_login/* loginKind */.k)(stored, facts.reference.domain, job, now);
}
function isNeeded({ facts }) {
    return facts.openedBy !== 'nobody' || facts.reference.domain === 'docker.io';
}

// EXTERNAL MODULE: ./build/image/rule.js
var rule = __webpack_require__(6562);
;// CONCATENATED MODULE: ./build/image/listing.js
const longestName = 80;
function listed(names, most = 5) {
    const once = [...new Set(names)].map((name) => name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name);
    const left = once.length - most;
    const parts = left > 0 ? [...once.slice(0, most), `${left} more`] : once;
    return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

// EXTERNAL MODULE: ./build/image/platform.js
var image_platform = __webpack_require__(3847);
;// CONCATENATED MODULE: ./build/image/runnable-rules.js


const mostLayers = 127;
const manyLayers = 100;
const layerType = /^application\/vnd\.(?:oci\.image\.layer\.(?:nondistributable\.)?v1\.tar(?:\+gzip|\+zstd)?|docker\.image\.rootfs\.(?:foreign\.)?diff\.tar(?:\.gzip|\.zstd)?)$/;
const runnableRules = [
    {
        code: 'ARCHITECTURE',
        severity: 'error',
        check({ facts, request }) {
            const wanted = request.imagePlatform;
            const name = (0,image_platform/* platformName */.$r)(wanted);
            const offered = facts.offered.some((platform) => (0,image_platform/* isFor */.Gi)(platform, wanted));
            if (offered && (0,image_platform/* isFor */.Gi)(facts.platform, wanted))
                return undefined;
            const remedy = `Build it for ${name}, for example with docker buildx build --platform ${name}.`;
            if ((offered || facts.digest === facts.manifestDigest) && saysNothing(facts.platform, wanted)) {
                return {
                    severity: 'warning',
                    message: `The image's config does not say what it is built for; ${name} is needed.`,
                    remedy: `If it is built for ${name}, let what makes it write os and architecture into its config.`,
                };
            }
            if (offered) {
                return {
                    message: `The image's index calls it ${name}, but its config says ${(0,image_platform/* platformName */.$r)(facts.platform)}.`,
                    remedy,
                };
            }
            const names = [...new Set(facts.offered.map(image_platform/* platformName */.$r))];
            return { message: `The image is built for ${names.join(', ')}; ${name} is needed.`, remedy };
        },
    },
    {
        code: 'VARIANT',
        severity: 'warning',
        check({ facts, request }) {
            if (request.imagePlatform.variant !== undefined || facts.platform.architecture !== 'amd64')
                return undefined;
            const declared = facts.declared === undefined ? undefined : (0,image_platform/* normalPlatform */.Je)(facts.declared).variant;
            const variant = facts.platform.variant ?? declared;
            if (variant === undefined)
                return undefined;
            const name = (0,image_platform/* platformName */.$r)({ ...facts.platform, variant });
            return {
                message: `The image is built for ${name} only: on an older processor it crashes with an illegal instruction.`,
                remedy: `If all machines of the platform are new enough, set image-platform to ${name}. Else build for linux/amd64.`,
            };
        },
    },
    {
        code: 'NO_START_COMMAND',
        severity: 'error',
        check({ facts }) {
            if (facts.entrypoint.length > 0 || facts.cmd.length > 0)
                return undefined;
            return {
                message: 'The image has neither ENTRYPOINT nor CMD: nothing would be started.',
                remedy: 'Add a CMD or an ENTRYPOINT to the Dockerfile.',
            };
        },
    },
    {
        code: 'INVALID_IMAGE',
        severity: 'error',
        check({ facts }) {
            const remedy = 'Build and push it again with another version of the tool that made it.';
            const { rootfsType, diffIds, historyLayers } = facts;
            const layers = facts.layers.length;
            if (layers === 0) {
                return { message: 'The image has no layers, so there is nothing in it that could run.', remedy };
            }
            if (rootfsType !== '' && rootfsType !== 'layers') {
                return {
                    message: `The image's config calls its file system ${JSON.stringify(rootfsType.slice(0, 40))}.`,
                    remedy,
                };
            }
            if (diffIds.length > 0 && diffIds.length !== layers) {
                return { message: `The image has ${layers} layers, but its config names ${diffIds.length}.`, remedy };
            }
            if (historyLayers !== undefined && historyLayers > layers) {
                return {
                    severity: 'warning',
                    message: `The image has ${layers} layers, but its history tells of ${historyLayers}: Docker refuses such an image.`,
                    remedy,
                };
            }
            return undefined;
        },
    },
    {
        code: 'TOO_MANY_LAYERS',
        severity: 'error',
        check({ facts }) {
            const layers = facts.layers.length;
            if (layers <= manyLayers)
                return undefined;
            const remedy = 'Join RUN lines, or copy the result into a fresh stage: FROM scratch, COPY --from=build / /.';
            if (layers > mostLayers) {
                return { message: `The image has ${layers} layers; more than ${mostLayers} cannot be mounted.`, remedy };
            }
            return {
                severity: 'warning',
                message: `The image has ${layers} layers; more than ${mostLayers} cannot be mounted, and what builds on it adds some.`,
                remedy,
            };
        },
    },
    {
        code: 'LAYER_FORMAT',
        severity: 'error',
        check({ facts }) {
            const types = facts.layers.map(({ mediaType }) => mediaType);
            if (types.some((type) => type.includes('+encrypted'))) {
                return {
                    message: 'Layers of the image are encrypted, and no platform here can be given the key.',
                    remedy: 'Push the image without encryption.',
                };
            }
            const unknown = types.filter((type) => !layerType.test(type));
            if (unknown.length === 0)
                return undefined;
            return {
                severity: 'warning',
                message: `The image has layers of the type ${listed(unknown, 2)}, which not every platform can unpack.`,
                remedy: 'Push it with layers of the type application/vnd.oci.image.layer.v1.tar+gzip.',
            };
        },
    },
];
function saysNothing({ os, architecture }, wanted) {
    const isOpen = (said, asked) => said === 'unknown' || said === asked;
    return isOpen(os, wanted.os) && isOpen(architecture, wanted.architecture) && [os, architecture].includes('unknown');
}

// EXTERNAL MODULE: ./build/image/ports.js
var ports = __webpack_require__(9330);
// EXTERNAL MODULE: ./build/image/user.js
var user = __webpack_require__(115);
;// CONCATENATED MODULE: ./build/image/runtime-rules.js



const gibibyte = 1024 ** 3;
const runtimeRules = [
    {
        code: 'HEALTHCHECK_IGNORED',
        severity: 'info',
        check({ facts }) {
            if (!facts.healthcheck)
                return undefined;
            return {
                message: 'The image has a HEALTHCHECK, which the platform does not run.',
                remedy: 'Set up the platform’s own health check of the app.',
            };
        },
    },
    {
        code: 'VOLUME_NOT_PERSISTENT',
        severity: 'warning',
        check({ facts }) {
            if (facts.volumes.length === 0)
                return undefined;
            return {
                message: `The image declares the volume ${listed(facts.volumes, 3)}: what is written there is lost with each restart.`,
                remedy: 'Keep data in a service, or in a volume that the platform binds to the app.',
            };
        },
    },
    {
        code: 'PORT_OVERRIDDEN',
        severity: 'warning',
        check({ facts, request }) {
            const own = facts.env.get('PORT');
            const routed = request.settings.port ?? (0,ports/* lowestTcpPort */.Z)(facts);
            if (own === undefined || own === '' || own === String(routed))
                return undefined;
            const instead = routed === undefined ? 'to the port that it routes to' : `to ${routed}`;
            return {
                message: `The image sets PORT itself, but the platform sets it ${instead}.`,
                remedy: 'Let the app listen on $PORT, whatever it is, and expose the port that it uses without it.',
            };
        },
    },
    {
        code: 'ON_BUILD',
        severity: 'warning',
        check({ facts }) {
            if (facts.onBuild.length === 0)
                return undefined;
            return {
                message: 'The image has ONBUILD instructions: it is meant to build other images, and they have not run.',
                remedy: 'Is this the builder instead of the app? Deploy the image that is built from it.',
            };
        },
    },
    {
        code: 'NAMED_USER',
        severity: 'info',
        check({ facts }) {
            const name = (0,user/* nameOf */.Vb)(facts.user);
            if (name === undefined)
                return undefined;
            return {
                message: `The image runs as the user ${(0,user/* shown */.SP)(name)}, by name: a platform that forbids root cannot tell who that is.`,
                remedy: 'Write the number instead: USER 1000.',
            };
        },
    },
    {
        code: 'LARGE_IMAGE',
        severity: 'warning',
        check({ facts }) {
            if (facts.compressedBytes <= gibibyte)
                return undefined;
            return {
                message: `The image has ${(facts.compressedBytes / gibibyte).toFixed(1)} GiB to download: every start on a fresh machine takes that long, and it has to fit the app’s disk.`,
                remedy: 'Copy only what runs into a last stage with a smaller base.',
            };
        },
    },
];

// EXTERNAL MODULE: ./build/image/secrets.js
var secrets = __webpack_require__(2307);
;// CONCATENATED MODULE: ./build/image/secret-rules.js


const readable = 'Whoever can pull the image can read it, also when a later layer takes it away.';
const secretRules = [
    {
        code: 'SECRET_NAME',
        severity: 'warning',
        check({ facts }) {
            const named = [...namesIn(facts.env), ...namesIn(facts.labels).map((name) => `the label ${name}`)];
            if (named.length === 0)
                return undefined;
            return {
                message: `The image has a value for ${listed(named)}, which sounds like a secret.`,
                remedy: `${readable} Take it out of the Dockerfile, set it in the app’s configuration on the platform, and replace it where it is valid.`,
            };
        },
    },
    {
        code: 'SECRET_VALUE',
        severity: 'error',
        check({ facts }) {
            const places = placesIn(facts);
            const found = places.flatMap(({ where, text }) => (0,secrets/* secretKindsIn */.dD)(text).map((kind) => `${kind} in ${where}`));
            if (places.some(({ text }) => (0,secrets/* hasAwsKeyId */.kc)(text))) {
                const aws = places.filter(({ text }) => (0,secrets/* hasAwsSecret */.OA)(text));
                found.push(...aws.map(({ where }) => `an AWS access key in ${where}`));
            }
            if (found.length === 0)
                return undefined;
            return {
                message: `The image holds ${listed(found, 4)}.`,
                remedy: `${readable} Revoke it now, then build without it: RUN --mount=type=secret hands a secret to one step only.`,
            };
        },
    },
    {
        code: 'SECRET_IN_HISTORY',
        severity: 'warning',
        check({ facts }) {
            const named = facts.history
                .flatMap(historyVariables)
                .filter(([name, value]) => !facts.env.has(name) && isSuspect(name, value))
                .map(([name]) => safe(name));
            if (named.length === 0)
                return undefined;
            return {
                message: `The image’s history tells the value of ${listed(named)}, which sounds like a secret.`,
                remedy: `${readable} Build with RUN --mount=type=secret instead of ARG, and replace it where it is valid.`,
            };
        },
    },
];
function isSuspect(name, value) {
    return (0,secrets/* isSecretName */.eh)(name) && (0,secrets/* mayBeSecret */.lr)(value) && (0,secrets/* secretKindsIn */.dD)(value).length === 0;
}
function namesIn(values) {
    return [...values].filter(([name, value]) => isSuspect(name, value)).map(([name]) => safe(name));
}
function placesIn(facts) {
    const named = (what, values) => [...values].map(([name, value]) => ({ where: `the ${what} ${safe(name)}`, text: `${name}=${value}` }));
    return [
        ...named('variable', facts.env),
        ...named('label', facts.labels),
        ...named('annotation', facts.annotations),
        ...facts.history.map((text, index) => ({ where: `step ${index + 1} of its history`, text })),
        { where: 'its start command', text: [...facts.entrypoint, ...facts.cmd].join(' ') },
    ];
}
function safe(name) {
    const isPlain = /^[\w./-]+$/.test(name) && (0,secrets/* secretKindsIn */.dD)(name).length === 0 && !(0,secrets/* hasAwsSecret */.OA)(name);
    return isPlain ? name : 'with an odd name';
}
function historyVariables(step) {
    const [, count, args] = /(?:^|\s)\|(\d{1,3}) (.*)$/s.exec(step) ?? [];
    const [, set] = /^(?:\/bin\/sh -c #\(nop\)\s+)?(?:ENV|ARG)\s+(.*)$/s.exec(step) ?? [];
    const pairs = [...(args ?? set ?? '').matchAll(/(?:^|\s)([A-Za-z_]\w*)=(\S*)/g)];
    return pairs
        .slice(0, count === undefined ? undefined : Number(count))
        .map(([, name = '', value = '']) => [name, value]);
}

;// CONCATENATED MODULE: ./build/image/rules.js






const commonRules = [
    ...runnableRules,
    ...runtimeRules,
    ...identityRules,
    ...secretRules,
    ...loginRules,
];
function commonFindings(subject) {
    return (0,rule/* applyRules */.I)(commonRules, subject);
}


/***/ }),

/***/ 1983:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ loginKind),
/* harmony export */   x: () => (/* binding */ earlyEnd)
/* harmony export */ });
function loginKind(login, domain, job, now) {
    const host = domain.toLowerCase().replace(/:\d+$/, '');
    return (ownToken(login, host, job) ??
        amazonLogin(login, host) ??
        githubToken(login, host) ??
        googleLogin(login, host) ??
        azureLogin(login, host) ??
        gitlabLogin(login, host) ??
        dockerHubToken(login, host) ??
        robot(login, host) ??
        dockerIdentity(login, host) ??
        tokenWithEnd(login, host, now) ?? { name: 'a password', advice: adviceFor(host) });
}
const soon = 30 * 24 * 60 * 60 * 1000;
function earlyEnd({ ends }, now) {
    if (ends === undefined)
        return undefined;
    if (ends === 'job')
        return 'stops working when this job ends';
    if (typeof ends === 'number') {
        return `stops working ${ends === 1 ? 'an hour' : `${ends} hours`} after it was made, at the latest`;
    }
    if (ends.getTime() - now > soon)
        return undefined;
    const when = `${ends.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    return ends.getTime() <= now ? `stopped working at ${when}` : `stops working at ${when}`;
}
function ownToken({ password }, host, { tokens }) {
    const [name] = [...tokens].find(([, token]) => token === password && token !== '') ?? [];
    if (name === undefined)
        return undefined;
    return { name: `the job’s own ${name}`, ends: 'job', advice: adviceFor(host) };
}
const exchangedByCloudFoundry = /\.dkr\.ecr(?:-fips)?\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/;
const ecr = /\.dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|on\.aws)$/;
function amazonLogin({ username, password }, host) {
    const exchanged = exchangedByCloudFoundry.test(host);
    const advice = adviceFor(host);
    const passwordEnd = ecrPasswordEnd(password);
    const isEcr = ecr.test(host) || host === 'public.ecr.aws';
    if (passwordEnd !== undefined || (username === 'AWS' && (isEcr || password.length > 500))) {
        const failsOn = exchanged ? ['cloudfoundry'] : [];
        return { name: 'a password of ECR', ends: passwordEnd ?? 12, failsOn, advice };
    }
    if (/^ASIA[A-Z0-9]{16}$/.test(username)) {
        return { name: 'a temporary AWS access key', ends: 36, failsOn: isEcr ? everywhere : [], advice };
    }
    if (/^AKIA[A-Z0-9]{16}$/.test(username)) {
        const failsOn = exchanged ? ['deis', 'drycc'] : isEcr ? everywhere : [];
        return { name: 'an AWS access key', failsOn, advice };
    }
    return undefined;
}
const everywhere = ['cloudfoundry', 'deis', 'drycc'];
function ecrPasswordEnd(password) {
    if (!password.startsWith('eyJ') || password.includes('.'))
        return undefined;
    const fields = fieldsOf(Buffer.from(password, 'base64').toString('utf8'));
    if (!fields.has('payload') || !fields.has('datakey'))
        return undefined;
    return dateOf(fields.get('expiration'));
}
function githubToken({ password }, host) {
    const advice = adviceFor(host === 'ghcr.io' ? host : 'ghcr.io');
    if (password.startsWith('ghs_')) {
        return { name: 'a GitHub App’s token, as GITHUB_TOKEN is one', ends: 'job', advice };
    }
    if (password.startsWith('ghu_'))
        return { name: 'a GitHub App’s token for a user', ends: 8, advice };
    if (password.startsWith('ghr_')) {
        return { name: 'a GitHub refresh token', refused: 'GitHub takes it for nothing but new tokens', advice };
    }
    if (password.startsWith('gho_'))
        return { name: 'an OAuth token of GitHub', personal: true, advice };
    if (password.startsWith('ghp_'))
        return { name: 'a personal GitHub token', personal: true, advice };
    if (password.startsWith('github_pat_')) {
        const name = 'a fine-grained personal GitHub token';
        return host === 'ghcr.io'
            ? { name, refused: 'ghcr.io takes classic tokens only', advice }
            : { name, personal: true, advice };
    }
    return undefined;
}
function googleLogin({ username, password }, host) {
    const advice = adviceFor(isGoogle(host) ? host : 'gcr.io');
    if (username === 'oauth2accesstoken' || password.startsWith('ya29.')) {
        return { name: 'a Google access token', ends: 1, advice };
    }
    if (username !== '_json_key' && username !== '_json_key_base64')
        return undefined;
    const name = 'the key of a Google service account';
    const encoded = username === '_json_key_base64';
    const fields = fieldsOf(encoded ? Buffer.from(password, 'base64').toString('utf8') : password);
    if (typeof fields.get('private_key') === 'string')
        return { name, advice };
    const form = encoded ? 'base64 of a key file' : 'a key file’s JSON';
    return {
        name,
        refused: `the password is not ${form} with a private_key in it`,
        advice: `Store the key file as base64, on one line, and give the user _json_key_base64. ${advice}`,
    };
}
function azureLogin({ username, password }, host) {
    if (username !== '00000000-0000-0000-0000-000000000000')
        return undefined;
    const advice = adviceFor(host.endsWith('.azurecr.io') ? host : 'any.azurecr.io');
    return { name: 'a refresh token of Azure’s registry', ends: jwtEnd(password) ?? 3, advice };
}
function gitlabLogin({ username, password }, host) {
    const advice = adviceFor('registry.gitlab.com');
    if (username === 'gitlab-ci-token' || password.startsWith('glcbt-')) {
        return { name: 'a GitLab job token', ends: 'job', advice };
    }
    if (password.startsWith('gldt-') || /^gitlab\+deploy-token-\d+$/.test(username)) {
        return { name: 'a GitLab deploy token', advice: adviceFor(host) };
    }
    if (password.startsWith('glpat-')) {
        return { name: 'a GitLab access token, a person’s, a group’s or a project’s', personal: true, advice };
    }
    return undefined;
}
function dockerHubToken({ password }, host) {
    if (password.startsWith('dckr_pat_')) {
        return { name: 'a personal token of Docker Hub', personal: true, advice: adviceFor('docker.io') };
    }
    if (password.startsWith('dckr_oat_')) {
        return { name: 'an organization’s token of Docker Hub', advice: adviceFor(host) };
    }
    return undefined;
}
function robot({ username, password }, host) {
    const advice = adviceFor(host);
    const end = jwtEnd(password);
    const ends = end === undefined ? {} : { ends: end };
    if (username === '$oauthtoken' || username === '$token' || username === '$app') {
        return { name: 'an application’s token', ...ends, advice };
    }
    if (/^robot\$.|^[a-z0-9_.-]+\+[a-z0-9_.-]+$/.test(username))
        return { name: 'a robot account', ...ends, advice };
    return password.startsWith('cmVmdGtu') ? { name: 'a reference token of JFrog', advice } : undefined;
}
function dockerIdentity({ username }, host) {
    if (username !== '<token>')
        return undefined;
    return {
        name: 'an identity token',
        refused: 'a registry takes it in exchange for other tokens, not as a password',
        advice: adviceFor(host),
    };
}
function tokenWithEnd({ password }, host, now) {
    const ends = jwtEnd(password);
    if (ends === undefined)
        return undefined;
    return {
        name: ends.getTime() <= now ? 'a token that has ended' : 'a token with an end',
        ends,
        advice: adviceFor(host),
    };
}
function jwtEnd(password) {
    const [, payload] = /^eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]+$/.exec(password) ?? [];
    if (payload === undefined)
        return undefined;
    return dateOf(fieldsOf(Buffer.from(payload, 'base64url').toString('utf8')).get('exp'));
}
function dateOf(seconds) {
    const date = new Date(typeof seconds === 'number' || typeof seconds === 'string' ? Number(seconds) * 1000 : Number.NaN);
    return Number.isNaN(date.getTime()) ? undefined : date;
}
function fieldsOf(text) {
    try {
        const value = JSON.parse(text);
        return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
    }
    catch {
        return new Map();
    }
}
function isGoogle(host) {
    return /(?:^|\.)gcr\.io$|\.pkg\.dev$/.test(host);
}
function adviceFor(host) {
    if (host === 'ghcr.io') {
        return 'Give a classic token with read:packages alone, of a machine account; or make the package public and leave the login out.';
    }
    if (host === 'docker.io') {
        return 'Give an access token of Docker Hub that can only read, the organization’s or a machine account’s.';
    }
    if (host === 'public.ecr.aws')
        return 'Leave the login out: everybody can pull from there.';
    if (exchangedByCloudFoundry.test(host)) {
        return 'For Cloud Foundry, give the access key of an IAM user that can only pull: its id as registry-username, its secret as registry-password. For Deis and Drycc, let the nodes pull by their own IAM role and leave the login out.';
    }
    if (ecr.test(host)) {
        return 'Name the image by its host with .dkr.ecr. and .amazonaws.com, for which Cloud Foundry exchanges the access key of an IAM user at each pull. For Deis and Drycc, let the nodes pull by their own IAM role and leave the login out.';
    }
    if (host.endsWith('.azurecr.io')) {
        return 'Give a repository-scoped token with content/read, or a service principal with the role AcrPull.';
    }
    if (isGoogle(host)) {
        return 'Give the key of a service account that can only read (Artifact Registry Reader), as base64 with the user _json_key_base64.';
    }
    if (host === 'registry.gitlab.com')
        return 'Give a deploy token with read_registry.';
    if (host === 'quay.io')
        return 'Give a robot account that can only read.';
    return 'Give a robot account, or a token that can only read and lives on.';
}


/***/ }),

/***/ 115:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   SP: () => (/* binding */ shown),
/* harmony export */   Vb: () => (/* binding */ nameOf),
/* harmony export */   jX: () => (/* binding */ isRoot)
/* harmony export */ });
function isRoot(user) {
    const [name] = user.split(':');
    return name === undefined || name === '' || name === '0' || name === 'root';
}
function nameOf(user) {
    const [name = ''] = user.split(':');
    return isRoot(user) || /^\d+$/.test(name) ? undefined : name;
}
function shown(name) {
    return JSON.stringify(name.slice(0, 40));
}


/***/ })

};
