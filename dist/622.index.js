export const id = 622;
export const ids = [622];
export const modules = {

/***/ 3622:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  commonFindings: () => (/* binding */ commonFindings)
});

// UNUSED EXPORTS: commonRules

// EXTERNAL MODULE: ./build/image/platform.js
var image_platform = __webpack_require__(3847);
;// CONCATENATED MODULE: ./build/image/rule.js
function applyRules(rules, subject) {
    return rules.flatMap(({ code, severity, check }) => {
        const complaint = check(subject);
        return complaint === undefined ? [] : [{ code, severity, ...complaint }];
    });
}

;// CONCATENATED MODULE: ./build/image/rules.js


const commonRules = [
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
];
function commonFindings(subject) {
    return applyRules(commonRules, subject);
}


/***/ })

};
