export const id = 424;
export const ids = [424];
export const modules = {

/***/ 5424:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   readProcfile: () => (/* binding */ readProcfile)
/* harmony export */ });
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8815);

function readProcfile(text) {
    const lines = new yaml__WEBPACK_IMPORTED_MODULE_0__/* .LineCounter */ .HN();
    const documents = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .parseAllDocuments */ .hR)(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false });
    const mistakes = [];
    const tell = (at, message) => {
        const offset = typeof at === 'number' ? at : (at?.[0] ?? 0);
        mistakes.push(`line ${lines.linePos(offset).line}: ${message}`);
    };
    const [document, second] = Array.isArray(documents) ? documents : [];
    for (const { code, pos } of document?.errors ?? []) {
        tell(pos[0], `cannot be read as YAML (${code.toLowerCase().replaceAll('_', ' ')}) · ${quoteIt}`);
    }
    if (mistakes.length > 0)
        return { settings: {}, mistakes };
    if (second !== undefined)
        tell(second.range, 'a second document begins · keep one');
    const root = document?.contents;
    if (root === null || root === undefined)
        return { settings: {}, mistakes: ['is empty · a Procfile has a line for each process type: web: command'] };
    if (!(0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isMap */ .jh)(root))
        return { settings: {}, mistakes: ['is no Procfile · it has a line for each process type: web: command'] };
    const processes = new Map();
    for (const { key, value } of root.items) {
        const type = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(key) ? String(key.value).trim() : '';
        const at = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(key) ? key.range : root.range;
        if ((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isAlias */ .Vj)(value))
            tell(value.range, `${type} is an alias · write the command out`);
        else if (value !== null && !(0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(value))
            tell(at, `${type} is no command, but a list or a map · ${quoteIt}`);
        else if (type === '')
            tell(at, 'a process type without a name');
        else if (!(0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(value) || String(value.value).trim() === '')
            tell(at, `${type} has no command`);
        else
            processes.set(type, String(value.value).trim());
    }
    return { settings: {}, manifest: { kind: 'procfile', processes }, mistakes };
}
const quoteIt = 'put a command that holds ": " or " #", or begins with a sign, in quotes';


/***/ })

};
