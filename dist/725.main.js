export const id = 725;
export const ids = [725];
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

/***/ 5725:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   imageDetails: () => (/* binding */ imageDetails)
/* harmony export */ });
/* harmony import */ var _image_labels_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2907);
/* harmony import */ var _image_platform_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3847);
/* harmony import */ var _image_secrets_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2307);
/* harmony import */ var _lines_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6812);




const longestCommand = 120;
function imageDetails(facts) {
    return [layers(facts), start(facts), origin(facts), base(facts.base)].filter((line) => line !== undefined);
}
function layers({ layers: list, compressedBytes, created, offered, platform }) {
    const others = offered.filter((one) => !(0,_image_platform_js__WEBPACK_IMPORTED_MODULE_1__/* .samePlatform */ .my)(one, platform));
    return [
        `${list.length} ${list.length === 1 ? 'layer' : 'layers'}, ${(0,_lines_js__WEBPACK_IMPORTED_MODULE_3__/* .size */ .Ej)(compressedBytes)} as transferred`,
        ...(created === undefined ? [] : [`built ${created.toISOString().slice(0, 16).replace('T', ' ')} UTC`]),
        ...(others.length === 0 ? [] : [`there for ${others.map(_image_platform_js__WEBPACK_IMPORTED_MODULE_1__/* .platformName */ .$r).join(', ')}, too`]),
    ].join(' · ');
}
function start({ entrypoint, cmd, user, workingDir }) {
    const words = [...entrypoint, ...cmd];
    if (words.length === 0)
        return undefined;
    const command = words.some(_image_secrets_js__WEBPACK_IMPORTED_MODULE_2__/* .hasSecret */ .TA)
        ? [...words.slice(0, 1).filter((word) => !(0,_image_secrets_js__WEBPACK_IMPORTED_MODULE_2__/* .hasSecret */ .TA)(word)), '…'].join(' ')
        : shortened(words);
    const where = workingDir === '' || workingDir === '/' ? '' : ` in ${workingDir}`;
    return `starts ${command} as ${user === '' ? 'root' : `user ${user}`}${where}`;
}
function shortened(words) {
    let shown = '';
    for (const word of words.map(quoted)) {
        if (shown.length + word.length > longestCommand)
            return `${shown}…`;
        shown += `${word} `;
    }
    return shown.trimEnd();
}
function quoted(word) {
    return /^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word);
}
function origin(facts) {
    const [revision, source, version] = [(0,_image_labels_js__WEBPACK_IMPORTED_MODULE_0__/* .labelOf */ .Wy)(facts, 'revision'), (0,_image_labels_js__WEBPACK_IMPORTED_MODULE_0__/* .labelOf */ .Wy)(facts, 'source'), (0,_image_labels_js__WEBPACK_IMPORTED_MODULE_0__/* .labelOf */ .Wy)(facts, 'version')];
    const parts = [
        ...(revision === undefined ? [] : [`commit ${revision.replace(/^([0-9a-f]{12})[0-9a-f]+$/i, '$1')}`]),
        ...(source === undefined ? [] : [`${revision === undefined ? 'from' : 'of'} ${source}`]),
    ].join(' ');
    const told = [...(parts === '' ? [] : [parts]), ...(version === undefined ? [] : [`version ${version}`])];
    return told.length === 0 ? undefined : told.join(' · ');
}
function base(image) {
    if (image === undefined || (image.state === 'unknown' && image.digest === undefined))
        return undefined;
    const states = {
        current: ', which has not changed since',
        stale: `, which is ${image.newest === undefined ? 'another' : (0,_lines_js__WEBPACK_IMPORTED_MODULE_3__/* .bareDigest */ .$$)(image.newest)} now`,
        unknown: '',
    };
    const digest = image.digest === undefined ? '' : ` at ${(0,_lines_js__WEBPACK_IMPORTED_MODULE_3__/* .bareDigest */ .$$)(image.digest)}`;
    return `based on ${image.name}${digest}${states[image.state]}`;
}


/***/ })

};
