export const id = 681;
export const ids = [681];
export const modules = {

/***/ 6681:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  readManifest: () => (/* binding */ readManifest)
});

// UNUSED EXPORTS: isCloudFoundryManifest

// EXTERNAL MODULE: ./build/inputs/readers.js
var readers = __webpack_require__(1764);
// EXTERNAL MODULE: ./build/inputs/target.js + 2 modules
var target = __webpack_require__(2643);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
;// CONCATENATED MODULE: ./build/inputs/workspace-file.js



const largest = 1024 * 1024;
function readWorkspaceFile(path, workspace) {
    if (/[\r\n]/.test(path))
        throw new readers/* Unreadable */.IO('is the text of a file · write its path in the workspace');
    const root = (0,external_node_fs_.realpathSync)(workspace);
    let file;
    try {
        file = (0,external_node_fs_.realpathSync)((0,external_node_path_.resolve)(root, path));
    }
    catch {
        throw new readers/* Unreadable */.IO(`"${path}" is not there · is the repository checked out in this job (actions/checkout)?`);
    }
    const below = (0,external_node_path_.relative)(root, file);
    if (below === '..' || below.startsWith(`..${external_node_path_.sep}`) || (0,external_node_path_.isAbsolute)(below))
        throw new readers/* Unreadable */.IO(`"${path}" leads out of the workspace`);
    const stat = (0,external_node_fs_.statSync)(file);
    if (!stat.isFile())
        throw new readers/* Unreadable */.IO(`"${path}" is no file`);
    if (stat.size > largest)
        throw new readers/* Unreadable */.IO(`"${path}" has ${stat.size} bytes · ${largest} are the most`);
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode((0,external_node_fs_.readFileSync)(file));
    }
    catch {
        throw new readers/* Unreadable */.IO(`"${path}" is no text in UTF-8`);
    }
}

;// CONCATENATED MODULE: ./build/platforms/manifest.js



async function readManifest(input, around, moduleOf) {
    let text;
    try {
        text = readWorkspaceFile(input('manifest'), around.workspace);
    }
    catch (error) {
        if (!(error instanceof readers/* Unreadable */.IO))
            throw error;
        return { settings: {}, mistakes: [error.message] };
    }
    const module = await moduleOf(platformOf(input('platform'), text));
    if (module.kind !== 'cloudfoundry' && isCloudFoundryManifest(text)) {
        return { settings: {}, mistakes: [`is a manifest for Cloud Foundry · ${module.title} takes a Procfile`] };
    }
    return module.readManifest(text, {
        app: input('app') || undefined,
        repository: (0,target/* appOf */.XH)(around.repository),
        image: input('image'),
        registryUsername: input('registry-username'),
    });
}
function platformOf(named, text) {
    const known = ['cloudfoundry', 'deis', 'drycc'].find((kind) => kind === named.toLowerCase());
    return known ?? (isCloudFoundryManifest(text) ? 'cloudfoundry' : 'deis');
}
function isCloudFoundryManifest(text) {
    return /^[\s{]*(["']?)applications\1\s*:/m.test(text);
}


/***/ })

};
