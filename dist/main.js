import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
import * as __WEBPACK_EXTERNAL_MODULE_node_events_819cca76__ from "node:events";
/******/ var __webpack_modules__ = ({

/***/ 770:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {

module.exports = __nccwpck_require__(218);


/***/ }),

/***/ 218:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {

var __webpack_unused_export__;


var net = __nccwpck_require__(9278);
var tls = __nccwpck_require__(4756);
var http = __nccwpck_require__(8611);
var https = __nccwpck_require__(5692);
var events = __nccwpck_require__(4434);
var assert = __nccwpck_require__(2613);
var util = __nccwpck_require__(9023);


exports.httpOverHttp = httpOverHttp;
exports.httpsOverHttp = httpsOverHttp;
exports.httpOverHttps = httpOverHttps;
exports.httpsOverHttps = httpsOverHttps;


function httpOverHttp(options) {
  var agent = new TunnelingAgent(options);
  agent.request = http.request;
  return agent;
}

function httpsOverHttp(options) {
  var agent = new TunnelingAgent(options);
  agent.request = http.request;
  agent.createSocket = createSecureSocket;
  agent.defaultPort = 443;
  return agent;
}

function httpOverHttps(options) {
  var agent = new TunnelingAgent(options);
  agent.request = https.request;
  return agent;
}

function httpsOverHttps(options) {
  var agent = new TunnelingAgent(options);
  agent.request = https.request;
  agent.createSocket = createSecureSocket;
  agent.defaultPort = 443;
  return agent;
}


function TunnelingAgent(options) {
  var self = this;
  self.options = options || {};
  self.proxyOptions = self.options.proxy || {};
  self.maxSockets = self.options.maxSockets || http.Agent.defaultMaxSockets;
  self.requests = [];
  self.sockets = [];

  self.on('free', function onFree(socket, host, port, localAddress) {
    var options = toOptions(host, port, localAddress);
    for (var i = 0, len = self.requests.length; i < len; ++i) {
      var pending = self.requests[i];
      if (pending.host === options.host && pending.port === options.port) {
        // Detect the request to connect same origin server,
        // reuse the connection.
        self.requests.splice(i, 1);
        pending.request.onSocket(socket);
        return;
      }
    }
    socket.destroy();
    self.removeSocket(socket);
  });
}
util.inherits(TunnelingAgent, events.EventEmitter);

TunnelingAgent.prototype.addRequest = function addRequest(req, host, port, localAddress) {
  var self = this;
  var options = mergeOptions({request: req}, self.options, toOptions(host, port, localAddress));

  if (self.sockets.length >= this.maxSockets) {
    // We are over limit so we'll add it to the queue.
    self.requests.push(options);
    return;
  }

  // If we are under maxSockets create a new one.
  self.createSocket(options, function(socket) {
    socket.on('free', onFree);
    socket.on('close', onCloseOrRemove);
    socket.on('agentRemove', onCloseOrRemove);
    req.onSocket(socket);

    function onFree() {
      self.emit('free', socket, options);
    }

    function onCloseOrRemove(err) {
      self.removeSocket(socket);
      socket.removeListener('free', onFree);
      socket.removeListener('close', onCloseOrRemove);
      socket.removeListener('agentRemove', onCloseOrRemove);
    }
  });
};

TunnelingAgent.prototype.createSocket = function createSocket(options, cb) {
  var self = this;
  var placeholder = {};
  self.sockets.push(placeholder);

  var connectOptions = mergeOptions({}, self.proxyOptions, {
    method: 'CONNECT',
    path: options.host + ':' + options.port,
    agent: false,
    headers: {
      host: options.host + ':' + options.port
    }
  });
  if (options.localAddress) {
    connectOptions.localAddress = options.localAddress;
  }
  if (connectOptions.proxyAuth) {
    connectOptions.headers = connectOptions.headers || {};
    connectOptions.headers['Proxy-Authorization'] = 'Basic ' +
        new Buffer(connectOptions.proxyAuth).toString('base64');
  }

  debug('making CONNECT request');
  var connectReq = self.request(connectOptions);
  connectReq.useChunkedEncodingByDefault = false; // for v0.6
  connectReq.once('response', onResponse); // for v0.6
  connectReq.once('upgrade', onUpgrade);   // for v0.6
  connectReq.once('connect', onConnect);   // for v0.7 or later
  connectReq.once('error', onError);
  connectReq.end();

  function onResponse(res) {
    // Very hacky. This is necessary to avoid http-parser leaks.
    res.upgrade = true;
  }

  function onUpgrade(res, socket, head) {
    // Hacky.
    process.nextTick(function() {
      onConnect(res, socket, head);
    });
  }

  function onConnect(res, socket, head) {
    connectReq.removeAllListeners();
    socket.removeAllListeners();

    if (res.statusCode !== 200) {
      debug('tunneling socket could not be established, statusCode=%d',
        res.statusCode);
      socket.destroy();
      var error = new Error('tunneling socket could not be established, ' +
        'statusCode=' + res.statusCode);
      error.code = 'ECONNRESET';
      options.request.emit('error', error);
      self.removeSocket(placeholder);
      return;
    }
    if (head.length > 0) {
      debug('got illegal response body from proxy');
      socket.destroy();
      var error = new Error('got illegal response body from proxy');
      error.code = 'ECONNRESET';
      options.request.emit('error', error);
      self.removeSocket(placeholder);
      return;
    }
    debug('tunneling connection has established');
    self.sockets[self.sockets.indexOf(placeholder)] = socket;
    return cb(socket);
  }

  function onError(cause) {
    connectReq.removeAllListeners();

    debug('tunneling socket could not be established, cause=%s\n',
          cause.message, cause.stack);
    var error = new Error('tunneling socket could not be established, ' +
                          'cause=' + cause.message);
    error.code = 'ECONNRESET';
    options.request.emit('error', error);
    self.removeSocket(placeholder);
  }
};

TunnelingAgent.prototype.removeSocket = function removeSocket(socket) {
  var pos = this.sockets.indexOf(socket)
  if (pos === -1) {
    return;
  }
  this.sockets.splice(pos, 1);

  var pending = this.requests.shift();
  if (pending) {
    // If we have pending requests and a socket gets closed a new one
    // needs to be created to take over in the pool for the one that closed.
    this.createSocket(pending, function(socket) {
      pending.request.onSocket(socket);
    });
  }
};

function createSecureSocket(options, cb) {
  var self = this;
  TunnelingAgent.prototype.createSocket.call(self, options, function(socket) {
    var hostHeader = options.request.getHeader('host');
    var tlsOptions = mergeOptions({}, self.options, {
      socket: socket,
      servername: hostHeader ? hostHeader.replace(/:.*$/, '') : options.host
    });

    // 0 is dummy port for v0.6
    var secureSocket = tls.connect(0, tlsOptions);
    self.sockets[self.sockets.indexOf(socket)] = secureSocket;
    cb(secureSocket);
  });
}


function toOptions(host, port, localAddress) {
  if (typeof host === 'string') { // since v0.10
    return {
      host: host,
      port: port,
      localAddress: localAddress
    };
  }
  return host; // for v0.11 or later
}

function mergeOptions(target) {
  for (var i = 1, len = arguments.length; i < len; ++i) {
    var overrides = arguments[i];
    if (typeof overrides === 'object') {
      var keys = Object.keys(overrides);
      for (var j = 0, keyLen = keys.length; j < keyLen; ++j) {
        var k = keys[j];
        if (overrides[k] !== undefined) {
          target[k] = overrides[k];
        }
      }
    }
  }
  return target;
}


var debug;
if (process.env.NODE_DEBUG && /\btunnel\b/.test(process.env.NODE_DEBUG)) {
  debug = function() {
    var args = Array.prototype.slice.call(arguments);
    if (typeof args[0] === 'string') {
      args[0] = 'TUNNEL: ' + args[0];
    } else {
      args.unshift('TUNNEL:');
    }
    console.error.apply(console, args);
  }
} else {
  debug = function() {};
}
__webpack_unused_export__ = debug; // for test


/***/ }),

/***/ 2613:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("assert");

/***/ }),

/***/ 181:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("buffer");

/***/ }),

/***/ 5317:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("child_process");

/***/ }),

/***/ 4434:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("events");

/***/ }),

/***/ 9896:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");

/***/ }),

/***/ 8611:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("http");

/***/ }),

/***/ 5692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("https");

/***/ }),

/***/ 9278:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("net");

/***/ }),

/***/ 4573:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:buffer");

/***/ }),

/***/ 7598:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");

/***/ }),

/***/ 3053:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:diagnostics_channel");

/***/ }),

/***/ 610:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:dns");

/***/ }),

/***/ 3024:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 1455:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");

/***/ }),

/***/ 7030:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");

/***/ }),

/***/ 6760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

/***/ }),

/***/ 8522:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:zlib");

/***/ }),

/***/ 857:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");

/***/ }),

/***/ 6928:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("path");

/***/ }),

/***/ 932:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("process");

/***/ }),

/***/ 3193:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("string_decoder");

/***/ }),

/***/ 3557:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("timers");

/***/ }),

/***/ 4756:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("tls");

/***/ }),

/***/ 9023:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("util");

/***/ }),

/***/ 3110:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ duration)
/* harmony export */ });
function duration(ms) {
    if (ms < 9_950)
        return `${(ms / 1000).toFixed(1)} s`;
    const seconds = Math.round(ms / 1000);
    if (seconds < 60)
        return `${seconds} s`;
    if (seconds < 3600)
        return parts(Math.floor(seconds / 60), 'm', seconds % 60, 's');
    return parts(Math.floor(seconds / 3600), 'h', Math.floor((seconds % 3600) / 60), 'm');
}
function parts(whole, unit, rest, lesser) {
    return `${whole}${unit}${rest === 0 ? '' : ` ${rest}${lesser}`}`;
}


/***/ }),

/***/ 9473:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   A3: () => (/* binding */ reasonOf),
/* harmony export */   bD: () => (/* binding */ messageOf),
/* harmony export */   cJ: () => (/* binding */ Cancelled),
/* harmony export */   dZ: () => (/* binding */ throwIfCancelled),
/* harmony export */   lZ: () => (/* binding */ ActionError),
/* harmony export */   w5: () => (/* binding */ Uncertain)
/* harmony export */ });
class ActionError extends Error {
    name = 'ActionError';
    code;
    hint;
    details;
    link;
    constructor(code, message, options = {}) {
        super(message, options.cause === undefined ? undefined : { cause: options.cause });
        this.code = code;
        this.hint = options.hint;
        this.details = options.details ?? [];
        this.link = options.link;
    }
}
class Cancelled extends ActionError {
    name = 'Cancelled';
    constructor(message = 'The run was cancelled.') {
        super('CANCELLED', message);
    }
}
class Uncertain extends ActionError {
    name = 'Uncertain';
}
function reasonOf(signal) {
    return signal?.reason instanceof ActionError ? signal.reason : new Cancelled();
}
function throwIfCancelled(signal) {
    if (signal?.aborted === true)
        throw reasonOf(signal);
}
function messageOf(thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
}


/***/ }),

/***/ 2602:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Dr: () => (/* binding */ NetworkError),
/* harmony export */   Gh: () => (/* binding */ isAboutCertificates),
/* harmony export */   Ru: () => (/* binding */ BodyError),
/* harmony export */   Vb: () => (/* binding */ nameOf),
/* harmony export */   _L: () => (/* binding */ headerError)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);
/* harmony import */ var _http_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(2321);


function nameOf(request) {
    return `${request.method} ${request.url.host}${request.url.pathname}`;
}
class NetworkError extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ {
    name = 'NetworkError';
    reason;
    mayHaveActed;
    constructor(request, reason, mayHaveActed, cause) {
        const { sentence, hint } = explain(request, reason, cause);
        super('NETWORK', `${nameOf(request)}: ${sentence}`, { hint, cause });
        this.reason = reason;
        this.mayHaveActed = mayHaveActed;
    }
}
class BodyError extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ {
    name = 'BodyError';
    constructor(request, problem) {
        super('HTTP_BODY', `${nameOf(request)}: ${problem}`);
    }
}
function headerError(request) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('HTTP_HEADER', `${nameOf(request)}: a header would hold a character that HTTP forbids`, {
        hint: 'Check the credentials for line breaks and other invisible characters.',
    });
}
function isAboutCertificates(reason) {
    return isUntrusted(reason) || wantsCertificate(reason);
}
function isUntrusted(reason) {
    if (reason.startsWith('ERR_SSL_'))
        return false;
    return /CERT|SIGNED|SIGNATURE|ISSUER|ALTNAME|HOSTNAME|^INVALID_|^PATH_LENGTH_|^UNSPECIFIED$/.test(reason);
}
function wantsCertificate(reason) {
    return /^ERR_SSL_.*ALERT.*CERT/.test(reason);
}
function explain(request, reason, cause) {
    const { host, hostname } = request.url;
    const cutHint = `Run the job again. If it fails here again, ask whoever runs ${host}, or a proxy in between, why its answers do not arrive.`;
    const silentHint = `Run the job again. If it fails here again: is ${host} busy, or does a firewall swallow what this runner sends?`;
    const known = {
        ECONNREFUSED: { sentence: `${host} refuses connections`, hint: 'Is the address right, and is the server up?' },
        ENOTFOUND: { sentence: `the name ${hostname} is not known to DNS`, hint: 'Check the spelling of the host name.' },
        EAI_AGAIN: {
            sentence: `DNS gave no answer for ${hostname}`,
            hint: 'Run the job again. If it fails here again: is the name right, and does the name server of this runner work?',
        },
        EHOSTUNREACH: { sentence: `no route to ${host}`, hint: 'May this runner reach that network?' },
        ENETUNREACH: { sentence: `no route to ${host}`, hint: 'May this runner reach that network?' },
        ECONNRESET: { sentence: 'the connection was cut before the answer was complete', hint: cutHint },
        EPIPE: { sentence: 'the connection was cut while the request was being sent', hint: cutHint },
        TRUNCATED: { sentence: 'the answer ended before it was complete', hint: cutHint },
        ETIMEDOUT: { sentence: `${host} does not take the connection`, hint: silentHint },
        PRIVATE_ADDRESS: {
            sentence: `${hostname} is at a private address, and it was not the workflow that named it`,
            hint: 'If that is right (a registry of your own network), set allow-private-network to true.',
        },
        HANDSHAKE: { sentence: 'no websocket was opened' },
        DEADLINE: {
            sentence: `no complete answer within ${Math.round((request.deadlineMs ?? _http_js__WEBPACK_IMPORTED_MODULE_1__/* .defaultDeadlineMs */ .y) / 1000)} s`,
            hint: silentHint,
        },
    };
    const explanation = known[reason];
    if (explanation !== undefined)
        return explanation;
    const refused = /^PROXY(?:_(\d+))?$/.exec(reason);
    if (refused !== null) {
        const words = /cause=(.+)/.exec((0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .bD)(cause))?.[1];
        const how = refused[1] === undefined
            ? `could not be reached${words === undefined ? '' : ` (${words})`}`
            : `refused to connect to ${host} (${refused[1]})`;
        return {
            sentence: `the proxy of this runner ${how}`,
            hint: 'It is the one in https_proxy or http_proxy. Hosts that need no proxy belong in no_proxy.',
        };
    }
    if (isUntrusted(reason)) {
        return { sentence: `the TLS certificate of ${host} is not trusted (${reason})`, hint: untrustedHint(reason) };
    }
    if (wantsCertificate(reason)) {
        return {
            sentence: `${host} asks for a client certificate, and this action has none (${reason})`,
            hint: 'Is there an address of it that asks for none? Ask whoever runs it.',
        };
    }
    if (/^EPROTO$|TLS|SSL/.test(reason)) {
        return {
            sentence: `no TLS connection with ${host} (${reason})`,
            hint: 'Is that the port on which it speaks https, and does it know TLS 1.2?',
        };
    }
    if (reason.startsWith('HPE_')) {
        return { sentence: `the answer is not HTTP (${reason})`, hint: 'Is that the port on which it speaks HTTP?' };
    }
    return { sentence: `the connection failed (${reason})` };
}
function untrustedHint(reason) {
    if (/ALTNAME|HOSTNAME/.test(reason))
        return 'It is made out to other names: is the address right?';
    if (/EXPIRED|NOT_YET/.test(reason))
        return 'Has it been renewed on the server, and is the clock of this runner right?';
    if (/SELF_SIGNED|ISSUER|LEAF|UNTRUSTED/.test(reason)) {
        return 'If its authority is a private one, give its certificate in ca-certificate.';
    }
    return 'It is too weak, or not made for this: whoever runs the server has to put another one there.';
}


/***/ }),

/***/ 2321:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   f: () => (/* binding */ defaultMaxBytes),
/* harmony export */   y: () => (/* binding */ defaultDeadlineMs)
/* harmony export */ });
const defaultDeadlineMs = 30_000;
const defaultMaxBytes = 4 * 1024 * 1024;


/***/ }),

/***/ 3223:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $6: () => (/* binding */ textAt),
/* harmony export */   _j: () => (/* binding */ asArray),
/* harmony export */   at: () => (/* binding */ at),
/* harmony export */   eB: () => (/* binding */ asObject),
/* harmony export */   qF: () => (/* binding */ parseJson),
/* harmony export */   tk: () => (/* binding */ numberAt)
/* harmony export */ });
function parseJson(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
function asObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}
function asArray(value) {
    return Array.isArray(value) ? value : [];
}
function at(value, ...path) {
    let current = value;
    for (const key of path) {
        const object = asObject(current);
        if (object === undefined || !Object.hasOwn(object, key))
            return undefined;
        current = object[key];
    }
    return current;
}
function textAt(value, ...path) {
    const found = at(value, ...path);
    return typeof found === 'string' ? found : undefined;
}
function numberAt(value, ...path) {
    const found = at(value, ...path);
    return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}


/***/ }),

/***/ 356:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   U: () => (/* binding */ isLoopback)
/* harmony export */ });
function isLoopback(url) {
    return /^(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost)$/.test(url.hostname);
}


/***/ }),

/***/ 4675:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ pauseBeforeRetry),
/* harmony export */   V: () => (/* binding */ retryAfterMs)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2602);

const attempts = 4;
const attemptsWhenRefused = 10;
const firstPauseMs = 500;
const longestPauseMs = 60_000;
const transientStatus = new Set([408, 500, 502, 503, 504]);
function pauseBeforeRetry(request, outcome, attempt, now, random) {
    const rule = request.retry ?? (request.method === 'GET' || request.method === 'HEAD' ? 'safe' : 'refused');
    const isRepeatable = rule === 'safe' || rule === 'lost';
    const refused = !(outcome instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NetworkError */ .Dr) && outcome.status === 429;
    const asked = outcome instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NetworkError */ .Dr ? undefined : retryAfterMs(outcome.headers['retry-after'], now);
    const most = refused && asked !== undefined ? attemptsWhenRefused : attempts;
    if (rule === 'never' || attempt >= most)
        return undefined;
    const backoff = firstPauseMs * 2 ** (attempt - 1) * (0.75 + random / 2);
    if (outcome instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .NetworkError */ .Dr) {
        const { reason } = outcome;
        if ((0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .isAboutCertificates */ .Gh)(reason) || /^(?:ENOTFOUND|EPROTO|PRIVATE_ADDRESS)$/.test(reason))
            return undefined;
        return isRepeatable || !outcome.mayHaveActed ? backoff : undefined;
    }
    const again = refused ? rule !== 'lost' : isRepeatable && transientStatus.has(outcome.status);
    if (!again)
        return undefined;
    if (asked === undefined)
        return backoff;
    return asked <= longestPauseMs ? Math.max(asked, firstPauseMs) : undefined;
}
function retryAfterMs(value, now) {
    if (value === undefined)
        return undefined;
    if (/^\s*\d{1,9}\s*$/.test(value))
        return Number(value) * 1000;
    if (/^\s*\d{10}\s*$/.test(value))
        return Math.max(0, Number(value) * 1000 - now);
    const date = /^\s*(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(value) ? Date.parse(value) : Number.NaN;
    return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}


/***/ }),

/***/ 5436:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Bc: () => (/* binding */ isDigest),
/* harmony export */   WQ: () => (/* binding */ digestProblem),
/* harmony export */   _j: () => (/* binding */ matchesDigest),
/* harmony export */   ol: () => (/* binding */ digestOf)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7598);

const hexLengths = { sha256: 64, sha384: 96, sha512: 128 };
function digestProblem(text) {
    const match = /^([A-Za-z0-9_+.-]+):([0-9A-Fa-f]+)$/.exec(text);
    if (match === null)
        return 'format';
    const [, algorithm = '', hex = ''] = match;
    if (!Object.hasOwn(hexLengths, algorithm))
        return 'algorithm';
    if (hex.length !== hexLengths[algorithm])
        return 'length';
    return hex === hex.toLowerCase() ? undefined : 'case';
}
function isDigest(text) {
    return text !== undefined && digestProblem(text) === undefined;
}
function digestOf(bytes, algorithm = 'sha256') {
    return `${algorithm}:${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)(algorithm).update(bytes).digest('hex')}`;
}
function matchesDigest(bytes, digest) {
    return digestOf(bytes, digest.slice(0, digest.indexOf(':'))) === digest;
}


/***/ }),

/***/ 3847:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $r: () => (/* binding */ platformName),
/* harmony export */   Gi: () => (/* binding */ isFor),
/* harmony export */   Je: () => (/* binding */ normalPlatform),
/* harmony export */   Wr: () => (/* binding */ rankFor),
/* harmony export */   my: () => (/* binding */ samePlatform),
/* harmony export */   zE: () => (/* binding */ linuxAmd64)
/* harmony export */ });
const linuxAmd64 = { os: 'linux', architecture: 'amd64' };
const architectures = {
    x86_64: { architecture: 'amd64' },
    'x86-64': { architecture: 'amd64' },
    aarch64: { architecture: 'arm64' },
    armhf: { architecture: 'arm', variant: 'v7' },
};
const plainVariants = { amd64: 'v1', arm64: 'v8' };
function normalPlatform(platform) {
    const os = platform.os.toLowerCase();
    const written = platform.architecture.toLowerCase();
    const known = Object.hasOwn(architectures, written) ? architectures[written] : undefined;
    const architecture = known?.architecture ?? written;
    const variant = (platform.variant ?? known?.variant)?.toLowerCase();
    const matters = variant !== undefined && variant !== '' && plainVariants[architecture] !== variant;
    return { os, architecture, ...(matters ? { variant } : {}) };
}
function platformName({ os, architecture, variant }) {
    return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
}
function samePlatform(a, b) {
    return a.os === b.os && a.architecture === b.architecture && a.variant === b.variant;
}
function isFor(platform, wanted) {
    return rankFor(platform, wanted) !== undefined;
}
function rankFor(platform, wanted) {
    if (platform.os !== wanted.os || platform.architecture !== wanted.architecture)
        return undefined;
    if (platform.variant === wanted.variant)
        return 0;
    if (wanted.variant === undefined)
        return 1;
    if (wanted.architecture !== 'arm')
        return undefined;
    const newest = armVersion(wanted.variant);
    if (newest === undefined)
        return undefined;
    if (platform.variant === undefined)
        return newest;
    const version = armVersion(platform.variant);
    return version === undefined || version > newest ? undefined : newest - version;
}
function armVersion(variant) {
    const digit = /^v([5-8])$/.exec(variant)?.[1];
    return digit === undefined ? undefined : Number(digit);
}


/***/ }),

/***/ 1408:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Qm: () => (/* binding */ malformed),
/* harmony export */   rI: () => (/* binding */ ImageReferenceError),
/* harmony export */   x5: () => (/* binding */ refusal)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);

class ImageReferenceError extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ {
    name = 'ImageReferenceError';
    problem;
    constructor(problem, message, hint) {
        super('IMAGE_REFERENCE', message, { hint });
        this.problem = problem;
    }
}
const form = 'An image is written [host[:port]/]path[:tag][@sha256:…], for example ghcr.io/owner/app:1.2.';
const sentences = {
    identifier: [
        'is an image id, not a name',
        'Give the name of the repository that the image was pushed to, with its tag or digest.',
    ],
    uppercase: ['has capital letters in its path; repository names are lower case', 'Write the path in lower case.'],
    length: ['has a path of more than 255 characters', 'Give the repository a shorter name.'],
    'digest-format': ['has a digest that is not algorithm:hex', 'Write the digest as sha256: and 64 hex digits.'],
    'digest-algorithm': ['has a digest of an unknown algorithm', 'Use sha256.'],
    'digest-length': ['has a digest of the wrong length', 'A sha256 digest has 64 hex digits, a sha512 one 128.'],
    'digest-case': ['has a digest with capital letters', 'Write the digest in lower case.'],
    'no-host': [
        'starts with something that looks like a host but is none, since host names have no underscore',
        'Correct the name of the registry.',
    ],
};
function refusal(problem, text, corrected) {
    const [what, hint] = sentences[problem];
    return new ImageReferenceError(problem, `The image ${shown(text)} ${what}.`, offer(corrected) ?? hint);
}
function malformed(text, domain, remainder, parses) {
    const error = (what, hint = form) => new ImageReferenceError('format', what, hint);
    const image = `The image ${shown(text)}`;
    const correction = (candidate) => (parses(candidate) ? offer(candidate) : undefined);
    if (text === '')
        return error('The image is empty.');
    if (text.trim() !== text) {
        const where = text.trimStart() === text ? 'ends' : 'starts';
        return error(`${image} ${where} with white space.`, correction(text.trim()) ?? 'Remove it.');
    }
    const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(text)?.[0];
    if (endOfLogin(text) !== -1) {
        return error(`${image} holds a login before the @.`, 'A login cannot be part of the image: use registry-username and registry-password.');
    }
    if (scheme !== undefined) {
        const bare = text.slice(scheme.length);
        return error(`${image} starts with ${scheme}, and a reference has no scheme.`, correction(bare) ?? 'Remove it.');
    }
    const stray = /[^\x21-\x7e]/u.exec(text);
    if (stray !== null) {
        return error(`${image} has the character ${shown(stray[0])} at position ${stray.index + 1}; only plain ASCII letters, digits and . _ - / : @ may stand there.`);
    }
    const at = remainder.indexOf('@');
    const named = at === -1 ? remainder : remainder.slice(0, at);
    const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
    const parts = [
        domainFault(domain),
        pathFault(colon === -1 ? named : named.slice(0, colon)),
        colon === -1 ? undefined : tagFault(named.slice(colon + 1)),
        at === -1 ? undefined : digestFault(remainder.slice(at + 1)),
    ];
    const fault = parts.find((part) => part !== undefined) ?? 'does not fit the grammar of references';
    return error(`${image} ${fault}.`);
}
function domainFault(domain) {
    const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/s.exec(domain) ?? [];
    if (host.startsWith('[')) {
        if (!/^\[[0-9a-fA-F:]+\]$/.test(host))
            return `has the host ${shown(host)}, which is not an IPv6 address`;
    }
    else if (host === '') {
        return 'starts with a separator where the host or path should be';
    }
    else {
        for (const label of host.split('.')) {
            if (label === '')
                return `has two dots in a row, or one at the edge, in the host ${shown(host)}`;
            if (/^-|-$/.test(label))
                return `has a dash at the edge of ${shown(label)} in the host ${shown(host)}`;
            const stray = /[^A-Za-z0-9-]/.exec(label)?.[0];
            if (stray !== undefined)
                return `has the character ${shown(stray)} in the host ${shown(host)}`;
        }
    }
    if (port === '')
        return `has a colon but no port after the host ${shown(host)}`;
    if (port !== undefined && !/^\d+$/.test(port))
        return `has ${shown(port)} where the port should be`;
    return undefined;
}
function pathFault(path) {
    if (path === '' || path === 'library/')
        return 'has no repository name';
    for (const component of path.split('/')) {
        if (component === '')
            return 'has an empty part in its path (two slashes in a row, or one at the end)';
        const stray = /[^a-z0-9._-]/.exec(component)?.[0];
        if (stray === ':')
            return `has a colon inside its path, after ${shown(component.slice(0, component.indexOf(':')))}`;
        if (stray !== undefined)
            return `has the character ${shown(stray)} in the part ${shown(component)} of its path`;
        if (!/^[a-z0-9].*[a-z0-9]$|^[a-z0-9]$/.test(component)) {
            return `has the part ${shown(component)} in its path; each part begins and ends with a letter or digit`;
        }
        const separator = /[._-]{2,}/g;
        for (const [run] of component.matchAll(separator)) {
            if (!/^(?:__|-+)$/.test(run))
                return `has ${shown(run)} in the part ${shown(component)} of its path`;
        }
    }
    return undefined;
}
function tagFault(tag) {
    if (tag === '')
        return 'has a colon but no tag after it';
    if (tag.length > 128)
        return `has a tag of ${tag.length} characters; 128 are allowed`;
    if (/^[.-]/.test(tag))
        return `has the tag ${shown(tag)}; a tag does not begin with a dot or a dash`;
    const stray = /[^A-Za-z0-9_.-]/.exec(tag)?.[0];
    return stray === undefined ? undefined : `has the character ${shown(stray)} in its tag ${shown(tag)}`;
}
function digestFault(digest) {
    if (digest === '')
        return 'has an @ but no digest after it';
    if (!digest.includes(':'))
        return `has ${shown(digest)} after the @, where a digest (sha256:…) belongs`;
    const hex = digest.slice(digest.indexOf(':') + 1);
    const stray = /[^0-9a-fA-F]/.exec(hex)?.[0];
    if (stray !== undefined)
        return `has the character ${shown(stray)} in its digest, which is hexadecimal`;
    return hex.length < 32 ? `has a digest of ${hex.length} hex digits` : undefined;
}
function offer(corrected) {
    return corrected === undefined ? undefined : `Write ${corrected}`;
}
function endOfLogin(text) {
    let rest = text;
    for (let sign = rest.lastIndexOf('@'); sign !== -1; sign = rest.lastIndexOf('@')) {
        const after = rest.slice(sign + 1);
        rest = rest.slice(0, sign);
        if (/^(?:sha\d+|md5)(?:\+\w+)?:[^/]*$/i.test(after))
            continue;
        return rest.includes(':') || /\/|\.[a-z]/i.test(after) ? sign : -1;
    }
    return -1;
}
function shown(text) {
    const sign = endOfLogin(text);
    const safe = sign === -1 ? text : `***${text.slice(sign)}`;
    const short = safe.length > 100 ? `${safe.slice(0, 60)}…${safe.slice(-20)}` : safe;
    return JSON.stringify(short);
}


/***/ }),

/***/ 7755:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   AA: () => (/* binding */ tagOrDigest),
/* harmony export */   F2: () => (/* binding */ parseReference),
/* harmony export */   hG: () => (/* binding */ familiarName),
/* harmony export */   nz: () => (/* binding */ apiHost)
/* harmony export */ });
/* harmony import */ var _digest_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5436);
/* harmony import */ var _reference_error_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1408);


const domainLabel = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const domainName = `${domainLabel}(?:\\.${domainLabel})*`;
const domain = `(?:${domainName}|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const pathComponent = '[a-z0-9]+(?:(?:\\.|__|_|-+)[a-z0-9]+)*';
const path = `${pathComponent}(?:/${pathComponent})*`;
const tag = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}';
const digest = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const wholeReference = new RegExp(`^(?:(${domain})/)?(${path})(?::(${tag}))?(?:@(${digest}))?$`);
const identifier = /^[a-f0-9]{64}$/;
const longestPath = 255;
function parseReference(text) {
    if (identifier.test(text))
        throw (0,_reference_error_js__WEBPACK_IMPORTED_MODULE_1__/* .refusal */ .x5)('identifier', text);
    const [wantedDomain, remainder] = splitDomain(text);
    const [name = ''] = remainder.split(':', 1);
    if (name.toLowerCase() !== name)
        throw (0,_reference_error_js__WEBPACK_IMPORTED_MODULE_1__/* .refusal */ .x5)('uppercase', text, correctedCase(text));
    const whole = `${wantedDomain}/${remainder}`;
    const match = wholeReference.exec(whole);
    if (match === null) {
        if (wholeReference.test(whole.toLowerCase()))
            throw (0,_reference_error_js__WEBPACK_IMPORTED_MODULE_1__/* .refusal */ .x5)('uppercase', text, correctedCase(text));
        throw (0,_reference_error_js__WEBPACK_IMPORTED_MODULE_1__/* .malformed */ .Qm)(text, wantedDomain, remainder, parses);
    }
    const [, foundDomain, foundPath = '', foundTag, foundDigest] = match;
    if (foundPath.length > longestPath)
        throw (0,_reference_error_js__WEBPACK_IMPORTED_MODULE_1__/* .refusal */ .x5)('length', text);
    const problem = foundDigest === undefined ? undefined : (0,_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .digestProblem */ .WQ)(foundDigest);
    if (problem !== undefined) {
        throw (0,_reference_error_js__WEBPACK_IMPORTED_MODULE_1__/* .refusal */ .x5)(`digest-${problem}`, text, problem === 'case' ? correctedDigest(text) : undefined);
    }
    if (foundDomain === undefined)
        throw (0,_reference_error_js__WEBPACK_IMPORTED_MODULE_1__/* .refusal */ .x5)('no-host', text);
    return {
        domain: foundDomain,
        path: foundPath,
        ...(foundTag === undefined ? {} : { tag: foundTag }),
        ...(foundDigest === undefined ? {} : { digest: foundDigest }),
    };
}
function splitDomain(text) {
    const slash = text.indexOf('/');
    if (slash === -1)
        return ['docker.io', `library/${text}`];
    const first = text.slice(0, slash);
    const rest = text.slice(slash + 1);
    const isDomain = first === 'localhost' || /[.:]/.test(first) || first.toLowerCase() !== first;
    if (!isDomain)
        return ['docker.io', text];
    const found = first === 'index.docker.io' ? 'docker.io' : first;
    return [found, found === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest];
}
function parses(text) {
    try {
        parseReference(text);
        return true;
    }
    catch (error) {
        if (error instanceof _reference_error_js__WEBPACK_IMPORTED_MODULE_1__/* .ImageReferenceError */ .rI)
            return false;
        throw error;
    }
}
function correctedCase(text) {
    const slash = text.indexOf('/');
    const [first, rest] = slash === -1 ? ['', text] : [text.slice(0, slash + 1), text.slice(slash + 1)];
    const end = rest.search(/[:@]/);
    const lowered = end === -1 ? rest.toLowerCase() : rest.slice(0, end).toLowerCase() + rest.slice(end);
    const candidates = [first + lowered, correctedDigest(first + lowered)];
    return candidates.find((candidate) => candidate !== undefined && candidate !== text && parses(candidate));
}
function correctedDigest(text) {
    const sign = text.lastIndexOf('@');
    const corrected = sign === -1 ? undefined : text.slice(0, sign) + text.slice(sign).toLowerCase();
    return corrected !== undefined && corrected !== text && parses(corrected) ? corrected : undefined;
}
function tagOrDigest(reference) {
    return reference.digest ?? reference.tag ?? 'latest';
}
function familiarName(reference) {
    const official = /^library\/([^/]+)$/.exec(reference.path)?.[1];
    const name = reference.domain === 'docker.io' ? (official ?? reference.path) : `${reference.domain}/${reference.path}`;
    const tagPart = reference.tag === undefined ? '' : `:${reference.tag}`;
    return name + tagPart + (reference.digest === undefined ? '' : `@${reference.digest}`);
}
function apiHost(reference) {
    return reference.domain === 'docker.io' ? 'registry-1.docker.io' : reference.domain;
}


/***/ }),

/***/ 1273:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ ruleCodes),
/* harmony export */   I: () => (/* binding */ checkPage)
/* harmony export */ });
const ruleCodes = [
    'ARCHITECTURE',
    'VARIANT',
    'NO_START_COMMAND',
    'INVALID_IMAGE',
    'TOO_MANY_LAYERS',
    'LAYER_FORMAT',
    'HEALTHCHECK_IGNORED',
    'VOLUME_NOT_PERSISTENT',
    'PORT_OVERRIDDEN',
    'ON_BUILD',
    'NAMED_USER',
    'LARGE_IMAGE',
    'MUTABLE_TAG',
    'TAG_MOVED',
    'LOOKS_LIKE_HOST',
    'CREATED_IN_FUTURE',
    'OLD_IMAGE',
    'OTHER_REVISION',
    'OTHER_SOURCE',
    'OTHER_VERSION',
    'STALE_BASE',
    'SECRET_NAME',
    'SECRET_VALUE',
    'SECRET_IN_HISTORY',
    'LOGIN_SHORT_LIVED',
    'LOGIN_KIND',
    'LOGIN_NOT_NEEDED',
    'CF_BAD_PORT',
    'CF_DEFAULT_PORT',
    'CF_SEVERAL_PORTS',
    'CF_LOW_PORT',
    'CF_ROOT_USER',
    'CF_DISK',
    'CF_LAYER_FORMAT',
    'CF_VARIANT',
    'CF_DIGEST',
    'CF_MANIFEST_LIST',
    'CF_STOP_SIGNAL',
    'CF_COMMAND_SHELL',
    'CF_OVERWRITTEN_ENV',
    'CF_METADATA_SIZE',
    'CF_LOGIN',
    'CF_LOGIN_MISSING',
    'KORIFI_ROOT_USER',
    'KORIFI_NAMED_USER',
    'DEIS_V1_TAG',
    'DEIS_V1_FORMAT',
    'DEIS_V1_SAME_TAG',
    'DEIS_V1_HEALTH_CHECK',
    'DEIS_PORT',
    'DEIS_NO_PORT',
    'DEIS_SEVERAL_PORTS',
    'DEIS_PORT_NOT_EXPOSED',
    'DEIS_RESERVED_NAME',
    'DEIS_LOGIN',
    'DEIS_LOGIN_MISSING',
    'DRYCC_PORT',
    'DRYCC_SEVERAL_PORTS',
    'DRYCC_PORT_NOT_EXPOSED',
    'DRYCC_LOGIN',
    'DRYCC_LOGIN_MISSING',
];
function checkPage(docs, code) {
    return `${docs}/image-checks.md#${code.toLowerCase()}`;
}


/***/ }),

/***/ 2307:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   OA: () => (/* binding */ hasAwsSecret),
/* harmony export */   TA: () => (/* binding */ hasSecret),
/* harmony export */   dD: () => (/* binding */ secretKindsIn),
/* harmony export */   eh: () => (/* binding */ isSecretName),
/* harmony export */   kc: () => (/* binding */ hasAwsKeyId),
/* harmony export */   lr: () => (/* binding */ mayBeSecret)
/* harmony export */ });
const shapes = [
    { kind: 'a GitHub token', pattern: /\bgh[pousr]_([A-Za-z0-9]{36,})/ },
    { kind: 'a GitHub token', pattern: /\bghs_\d{1,12}_(eyJ[\w.-]{60,})/ },
    { kind: 'a GitHub token', pattern: /\bgithub_pat_([A-Za-z0-9]{22}_[A-Za-z0-9]{59})/ },
    { kind: 'a GitLab token', pattern: /\bglpat-([\w-]{20,})/ },
    { kind: 'a token of Docker Hub', pattern: /\bdckr_[op]at_([\w-]{27,})/ },
    { kind: 'a Slack token', pattern: /\bxox[abeoprs]-((?=[A-Za-z-]{0,8}\d)[A-Za-z0-9-]{24,})/ },
    { kind: 'a Google access token', pattern: /\bya29\.([\w-]{30,})/ },
    { kind: 'an npm token', pattern: /\bnpm_([A-Za-z0-9]{36})\b/ },
    { kind: 'a key of Stripe', pattern: /\b[rs]k_live_([A-Za-z0-9]{24,})/ },
    {
        kind: 'a private key',
        pattern: /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:\s|\\[nr])*([A-Za-z0-9+/=:,\s\\-]{64})/,
    },
];
const leastVariety = 10;
function isRandom(text) {
    return new Set(text).size >= leastVariety && !/example/i.test(text);
}
function secretKindsIn(text) {
    const found = shapes.filter(({ pattern }) => isRandom(pattern.exec(text)?.[1] ?? ''));
    return [...new Set(found.map(({ kind }) => kind))];
}
function hasAwsKeyId(text) {
    return /\bAKIA(?!\w*EXAMPLE)[A-Z0-9]{16}\b/.test(text);
}
function hasAwsSecret(text) {
    const candidates = text.match(/(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g) ?? [];
    return candidates.some((one) => /[a-z]/.test(one) && /[A-Z]/.test(one) && /\d/.test(one) && isRandom(one));
}
function isSecretName(name) {
    return /secret|token(?!i[sz])|passw|api[_-]?key|private/i.test(name) && !/_(?:file|path|url|uri)$/i.test(name);
}
function mayBeSecret(value) {
    const text = value.trim().replace(/^(['"])(.*)\1$/s, '$2');
    if (text === '' || /^\d{1,5}$/.test(text))
        return false;
    if (/^(?:~|\.{1,2})?\/|^[A-Za-z]:\\|^file:/.test(text))
        return false;
    if (/^https?:\/\/[^/@]*(?:\/[^@]*)?$/i.test(text))
        return false;
    if (/^(?:\$\{?\w+.*|\{\{.*\}\}|<.*>|%\w+%|\*+|x+|\.+|-+)$/is.test(text))
        return false;
    if (/^(?:true|false|yes|no|on|off|enabled?|disabled?|none|null|nil|undefined|empty|unset|default)$/i.test(text))
        return false;
    if (/placeholder|dummy|example/i.test(text))
        return false;
    return !/^(?:change[_-]?(?:me|it)|replace[_-]?me|todo|tbd|your[_-].*|my[_-].*)$/i.test(text);
}
function hasSecret(text) {
    if (secretKindsIn(text).length > 0 || hasAwsSecret(text))
        return true;
    if (/\w:\/\/[^\s/:@]*:[^\s/@]+@/.test(text))
        return true;
    return [text.trim(), ...text.split(/[\s;|&()]+/)].some(givesSecret);
}
function givesSecret(word) {
    const [, name = '', value] = /^['"]?-{0,2}([\w.-]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (!isSecretName(name))
        return false;
    return value === undefined ? word.startsWith('-') : mayBeSecret(value);
}


/***/ }),

/***/ 2872:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   AX: () => (/* binding */ readApiUrl),
/* harmony export */   Z7: () => (/* binding */ readSmokeTarget),
/* harmony export */   kZ: () => (/* binding */ readHosts)
/* harmony export */ });
/* harmony import */ var _http_loopback_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(356);
/* harmony import */ var _readers_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1764);


function readApiUrl(text) {
    const trimmed = text.trim();
    let url;
    try {
        url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
    }
    catch {
        throw new _readers_js__WEBPACK_IMPORTED_MODULE_0__/* .Unreadable */ .IO('is no URL · write https://api.example.org');
    }
    if (url.username !== '' || url.password !== '') {
        throw new _readers_js__WEBPACK_IMPORTED_MODULE_0__/* .Unreadable */ .IO('holds a user name or a password · give them with username and password or token');
    }
    if (url.search !== '' || url.hash !== '')
        throw new _readers_js__WEBPACK_IMPORTED_MODULE_0__/* .Unreadable */ .IO('holds "?" or "#" · write it without a query');
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && (0,_http_loopback_js__WEBPACK_IMPORTED_MODULE_1__/* .isLoopback */ .U)(url))) {
        throw new _readers_js__WEBPACK_IMPORTED_MODULE_0__/* .Unreadable */ .IO(`"${trimmed}" · write https://${url.host}: credentials are not sent over ${url.protocol}//`);
    }
    url.pathname = url.pathname.replace(/\/+$/, '');
    return url;
}
function readHosts(text) {
    return (0,_readers_js__WEBPACK_IMPORTED_MODULE_0__/* .readList */ .LD)(text).map((entry, index) => {
        const host = entry.toLowerCase();
        if (URL.parse(`https://${host}/`)?.hostname !== host || !/^(?:[\w-]+\.)*[\w-]+$|^\[/.test(host)) {
            throw new _readers_js__WEBPACK_IMPORTED_MODULE_0__/* .Unreadable */ .IO(`entry ${index + 1} is no host name · write auth.example.org: no scheme, port, path or "*"`);
        }
        return host;
    });
}
function readSmokeTarget(text) {
    const trimmed = text.trim();
    if (/^\/(?![/\\])[^\s\\]*$/.test(trimmed))
        return { path: trimmed.replace(/#.*/, '') };
    const url = /\s/.test(trimmed) ? null : URL.parse(trimmed);
    if (url === null || !/^https?:$/.test(url.protocol)) {
        throw new _readers_js__WEBPACK_IMPORTED_MODULE_0__/* .Unreadable */ .IO('is neither a path (/healthz) nor a URL (https://web.example.com/healthz)');
    }
    if (url.username !== '' || url.password !== '')
        throw new _readers_js__WEBPACK_IMPORTED_MODULE_0__/* .Unreadable */ .IO('holds a user name or password · leave it out');
    url.hash = '';
    return url;
}


/***/ }),

/***/ 125:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ usualCommandMs)
/* harmony export */ });
const usualCommandMs = 15 * 60_000;


/***/ }),

/***/ 5866:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ readCredentials)
/* harmony export */ });
/* harmony import */ var _definitions_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7450);
/* harmony import */ var _readers_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1764);
/* harmony import */ var _secret_variables_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(5950);
/* harmony import */ var _variables_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(5789);




function readCredentials(input, environment = {}) {
    const secrets = _definitions_js__WEBPACK_IMPORTED_MODULE_0__/* .inputDefinitions */ .Z.filter((definition) => 'secret' in definition).map(({ name }) => input(name));
    const pairs = [
        [input('username'), input('password')],
        [input('client-id'), input('client-secret')],
        [input('registry-username'), input('registry-password')],
    ];
    const basic = pairs
        .filter(([, secret]) => secret !== '')
        .map((pair) => Buffer.from(pair.join(':')).toString('base64'));
    const shown = new Set(_definitions_js__WEBPACK_IMPORTED_MODULE_0__/* .inputDefinitions */ .Z.filter(({ name }) => name !== 'env').map(({ name }) => input(name)));
    const variables = (0,_secret_variables_js__WEBPACK_IMPORTED_MODULE_2__/* .secretValues */ .V)(variablesIn(input('env'))).filter((value) => !shown.has(value));
    return [...secrets, ...basic, ...variables, ...proxyLogins(environment)].filter((secret) => secret !== '');
}
function proxyLogins(environment) {
    const names = ['http_proxy', 'https_proxy'].flatMap((name) => [name, name.toUpperCase()]);
    return names.flatMap((name) => {
        const address = environment[name] ?? '';
        const url = URL.parse(/^https?:\/\//i.test(address) ? address : `http://${address}`);
        const { username = '', password = '' } = url ?? {};
        if (password === '')
            return [];
        const pair = [username, password].map(decoded).join(':');
        return [password, decoded(password), Buffer.from(pair).toString('base64')];
    });
}
function decoded(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}
function variablesIn(text) {
    try {
        return (0,_variables_js__WEBPACK_IMPORTED_MODULE_3__/* .readVariables */ .C)(text);
    }
    catch (error) {
        if (error instanceof _readers_js__WEBPACK_IMPORTED_MODULE_1__/* .Unreadable */ .IO)
            return new Map();
        throw error;
    }
}


/***/ }),

/***/ 7450:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Z: () => (/* binding */ inputDefinitions)
/* harmony export */ });
const inputDefinitions = [
  {
    "name": "image"
  },
  {
    "name": "to"
  },
  {
    "name": "app"
  },
  {
    "name": "platform",
    "default": "auto"
  },
  {
    "name": "api"
  },
  {
    "name": "token",
    "secret": true
  },
  {
    "name": "username"
  },
  {
    "name": "password",
    "secret": true
  },
  {
    "name": "origin"
  },
  {
    "name": "client-id"
  },
  {
    "name": "client-secret",
    "secret": true
  },
  {
    "name": "oidc",
    "default": "none"
  },
  {
    "name": "oidc-audience"
  },
  {
    "name": "org"
  },
  {
    "name": "space"
  },
  {
    "name": "workspace"
  },
  {
    "name": "registry-username"
  },
  {
    "name": "registry-password",
    "secret": true
  },
  {
    "name": "use-docker-login",
    "default": "true"
  },
  {
    "name": "auth-realm-hosts"
  },
  {
    "name": "allow-private-network",
    "default": "false"
  },
  {
    "name": "instances"
  },
  {
    "name": "memory"
  },
  {
    "name": "disk"
  },
  {
    "name": "command"
  },
  {
    "name": "port"
  },
  {
    "name": "health-check"
  },
  {
    "name": "health-check-timeout"
  },
  {
    "name": "readiness-check"
  },
  {
    "name": "env"
  },
  {
    "name": "env-mode",
    "default": "merge"
  },
  {
    "name": "routes"
  },
  {
    "name": "routes-mode",
    "default": "add"
  },
  {
    "name": "services"
  },
  {
    "name": "labels"
  },
  {
    "name": "manifest"
  },
  {
    "name": "before-release"
  },
  {
    "name": "before-release-memory"
  },
  {
    "name": "before-release-timeout"
  },
  {
    "name": "strategy",
    "default": "rolling"
  },
  {
    "name": "canary-steps"
  },
  {
    "name": "max-in-flight"
  },
  {
    "name": "smoke-test"
  },
  {
    "name": "smoke-test-status"
  },
  {
    "name": "smoke-test-text"
  },
  {
    "name": "smoke-test-timeout"
  },
  {
    "name": "if-busy",
    "default": "wait"
  },
  {
    "name": "mode",
    "default": "deploy"
  },
  {
    "name": "image-checks",
    "default": "enforce"
  },
  {
    "name": "image-platform",
    "default": "linux/amd64"
  },
  {
    "name": "base-image"
  },
  {
    "name": "timeout"
  },
  {
    "name": "ca-certificate"
  },
  {
    "name": "on-failure",
    "default": "restore"
  },
  {
    "name": "on-cancel",
    "default": "restore"
  },
  {
    "name": "summary",
    "default": "always"
  }
];


/***/ }),

/***/ 7364:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ optional),
/* harmony export */   l: () => (/* binding */ Form)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);
/* harmony import */ var _definitions_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7450);
/* harmony import */ var _readers_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(1764);



class Form {
    mistakes = [];
    #input;
    constructor(input) {
        this.#input = input;
    }
    text(name) {
        const given = this.#input(name);
        if (given !== '')
            return given;
        const definition = _definitions_js__WEBPACK_IMPORTED_MODULE_1__/* .inputDefinitions */ .Z.find((candidate) => candidate.name === name);
        return definition !== undefined && 'default' in definition ? definition.default : '';
    }
    asIs(name) {
        return this.text(name) || undefined;
    }
    read(name, reader) {
        const value = this.text(name);
        if (value === '')
            return undefined;
        try {
            return reader(value);
        }
        catch (error) {
            if (error instanceof _readers_js__WEBPACK_IMPORTED_MODULE_2__/* .Unreadable */ .IO)
                this.mistake(name, error.message);
            else if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ) {
                this.mistake(name, error.hint === undefined ? error.message : `${error.message} · ${error.hint}`);
            }
            else
                throw error;
            return undefined;
        }
    }
    required(name, reader) {
        if (this.text(name) === '')
            this.mistake(name, 'is required, but empty');
        return this.read(name, reader);
    }
    choice(name, choices) {
        return this.read(name, (value) => (0,_readers_js__WEBPACK_IMPORTED_MODULE_2__/* .readChoice */ .Kf)(value, choices)) ?? choices[0];
    }
    mistake(input, message) {
        this.mistakes.push({ input, message });
    }
}
function optional(values) {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}


/***/ }),

/***/ 1077:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ readImageWish)
/* harmony export */ });
/* harmony import */ var _image_platform_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3847);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7755);
/* harmony import */ var _addresses_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(2872);
/* harmony import */ var _form_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(7364);
/* harmony import */ var _login_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(1941);
/* harmony import */ var _readers_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(1764);






function readImageWish(form) {
    return {
        ...(form.read('image-checks', _readers_js__WEBPACK_IMPORTED_MODULE_5__/* .readImageChecks */ .XW) ?? {
            imageChecks: 'enforce',
            ignoredChecks: new Set(),
        }),
        registryTrust: {
            dockerLogin: form.read('use-docker-login', _readers_js__WEBPACK_IMPORTED_MODULE_5__/* .readBoolean */ .Vf) ?? true,
            realmHosts: form.read('auth-realm-hosts', _addresses_js__WEBPACK_IMPORTED_MODULE_2__/* .readHosts */ .kZ) ?? [],
            privateNetwork: form.read('allow-private-network', _readers_js__WEBPACK_IMPORTED_MODULE_5__/* .readBoolean */ .Vf) ?? false,
        },
        imagePlatform: form.read('image-platform', _readers_js__WEBPACK_IMPORTED_MODULE_5__/* .readImagePlatform */ .Px) ?? _image_platform_js__WEBPACK_IMPORTED_MODULE_0__/* .linuxAmd64 */ .zE,
        ...(0,_form_js__WEBPACK_IMPORTED_MODULE_3__/* .optional */ .E)({ registry: (0,_login_js__WEBPACK_IMPORTED_MODULE_4__/* .readRegistryLogin */ .T)(form), baseImage: form.read('base-image', _image_reference_js__WEBPACK_IMPORTED_MODULE_1__/* .parseReference */ .F2) }),
    };
}


/***/ }),

/***/ 2699:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ InputError)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);

class InputError extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ {
    name = 'InputError';
    mistakes;
    constructor(mistakes) {
        const names = [...new Set(mistakes.map(({ input }) => input))];
        const count = names.length === 1 ? '1 input needs a change' : `${names.length} inputs need a change`;
        super('INPUTS', `${count}, nothing was written to the platform: ${names.join(', ')}`, {
            hint: 'Change the `with:` block of this step.',
            details: linesOf(mistakes),
        });
        this.mistakes = mistakes;
    }
}
function linesOf(mistakes) {
    const width = Math.max(...mistakes.map(({ input }) => input.length));
    return mistakes.map(({ input, message }) => `${input.padEnd(width)}  ${message}`);
}


/***/ }),

/***/ 1941:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ readRegistryLogin),
/* harmony export */   m: () => (/* binding */ readLogin)
/* harmony export */ });
/* harmony import */ var _form_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7364);
/* harmony import */ var _readers_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1764);


function readLogin(form) {
    const oidc = form.read('oidc', (value) => (0,_readers_js__WEBPACK_IMPORTED_MODULE_1__/* .readChoice */ .Kf)(value, ['none', 'user', 'client']));
    const { mistakes } = form;
    const text = (name) => form.text(name);
    if (oidc === undefined)
        return undefined;
    if (oidc !== 'none')
        return readOidcLogin(form, oidc);
    const token = text('token');
    const [username, password, origin] = [text('username'), text('password'), text('origin')];
    const [id, secret] = [text('client-id'), text('client-secret')];
    if (text('oidc-audience') !== '') {
        mistakes.push({ input: 'oidc-audience', message: 'goes with oidc: user or oidc: client' });
    }
    const given = [
        token === '' ? '' : 'token',
        username === '' && password === '' ? '' : 'username and password',
        id === '' && secret === '' ? '' : 'client-id and client-secret',
    ].filter((form) => form !== '');
    if (given.length === 0) {
        mistakes.push({
            input: 'login',
            message: 'no credentials · give token, or username and password, or client-id and client-secret, or oidc. A secret is empty when it is not set for this repository or environment, and in runs for pull requests from forks',
        });
        return undefined;
    }
    if (given.length > 1) {
        mistakes.push({ input: 'login', message: `${given.join(' as well as ')} are given · keep one` });
        return undefined;
    }
    if (token !== '') {
        if (origin !== '')
            mistakes.push({ input: 'origin', message: 'goes with username and password, not with token' });
        return { kind: 'token', token };
    }
    const missing = (name, other) => mistakes.push({
        input: name,
        message: `is empty, but ${other} is given · is the secret set for this repository or environment?`,
    });
    if (id !== '' || secret !== '') {
        if (origin !== '')
            mistakes.push({ input: 'origin', message: 'goes with username and password, not with client-id' });
        if (id === '')
            missing('client-id', 'client-secret');
        if (secret === '')
            missing('client-secret', 'client-id');
        return { kind: 'client', id, secret };
    }
    if (username === '')
        missing('username', 'password');
    if (password === '')
        missing('password', 'username');
    return { kind: 'password', username, password, ...(0,_form_js__WEBPACK_IMPORTED_MODULE_0__/* .optional */ .E)({ origin: origin || undefined }) };
}
const publicClient = 'cf';
function readOidcLogin(form, oidc) {
    const { mistakes } = form;
    const text = (name) => form.text(name);
    for (const name of ['token', 'username', 'password']) {
        if (text(name) !== '') {
            mistakes.push({ input: name, message: `is another login than oidc: ${oidc} · keep one` });
        }
    }
    const [id, secret, origin] = [text('client-id'), text('client-secret'), text('origin')];
    const audience = text('oidc-audience') || undefined;
    if (oidc === 'client') {
        if (id === '')
            mistakes.push({ input: 'client-id', message: 'is needed with oidc: client' });
        if (secret !== '') {
            mistakes.push({
                input: 'client-secret',
                message: 'is not needed with oidc: client, the job’s token takes its place · leave it out, and delete the secret',
            });
        }
        if (origin !== '')
            mistakes.push({ input: 'origin', message: 'belongs to a user, not to oidc: client' });
        return { kind: 'oidc-client', id, ...(0,_form_js__WEBPACK_IMPORTED_MODULE_0__/* .optional */ .E)({ audience }) };
    }
    if (id === '' && secret !== '') {
        mistakes.push({ input: 'client-id', message: 'is empty, but client-secret is given' });
    }
    const client = { id: id || publicClient, secret };
    return { kind: 'oidc-user', client, ...(0,_form_js__WEBPACK_IMPORTED_MODULE_0__/* .optional */ .E)({ audience, origin: origin || undefined }) };
}
function readRegistryLogin(form) {
    const { mistakes } = form;
    const [username, password] = [form.text('registry-username'), form.text('registry-password')];
    if (username === '' && password === '')
        return undefined;
    if (username === '')
        mistakes.push({ input: 'registry-username', message: 'is empty, but registry-password is given' });
    if (password === '') {
        mistakes.push({
            input: 'registry-password',
            message: 'is empty, but registry-username is given · is the secret set for this repository or environment?',
        });
    }
    if (username.includes(':')) {
        mistakes.push({ input: 'registry-username', message: 'holds ":", which HTTP Basic forbids in a user name' });
    }
    return { username, password };
}


/***/ }),

/***/ 7563:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ mergeSettings)
/* harmony export */ });
/* harmony import */ var _form_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7364);

function mergeSettings(file, inputs) {
    const instances = inputs.instances?.has('') === true ? without(file.instances, 'web') : file.instances;
    return (0,_form_js__WEBPACK_IMPORTED_MODULE_0__/* .optional */ .E)({
        ...file,
        ...inputs,
        instances: together(instances, inputs.instances),
        env: together(file.env, inputs.env),
        labels: together(file.labels, inputs.labels),
        annotations: together(file.annotations, inputs.annotations),
        healthCheckTimes: file.healthCheckTimes === undefined && inputs.healthCheckTimes === undefined
            ? undefined
            : { ...file.healthCheckTimes, ...inputs.healthCheckTimes },
    });
}
function together(file, inputs) {
    return file === undefined && inputs === undefined ? undefined : new Map([...(file ?? []), ...(inputs ?? [])]);
}
function without(map, key) {
    return map === undefined ? undefined : new Map([...map].filter(([other]) => other !== key));
}


/***/ }),

/***/ 1764:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $7: () => (/* binding */ readDuration),
/* harmony export */   IO: () => (/* binding */ Unreadable),
/* harmony export */   Kf: () => (/* binding */ readChoice),
/* harmony export */   LD: () => (/* binding */ readList),
/* harmony export */   Px: () => (/* binding */ readImagePlatform),
/* harmony export */   Se: () => (/* binding */ readLines),
/* harmony export */   Sr: () => (/* binding */ readPort),
/* harmony export */   UW: () => (/* binding */ readSeconds),
/* harmony export */   Vf: () => (/* binding */ readBoolean),
/* harmony export */   X8: () => (/* binding */ readSizeMb),
/* harmony export */   XW: () => (/* binding */ readImageChecks),
/* harmony export */   _0: () => (/* binding */ readCount),
/* harmony export */   dX: () => (/* binding */ readInstances),
/* harmony export */   k2: () => (/* binding */ readLabels),
/* harmony export */   r6: () => (/* binding */ readNames),
/* harmony export */   r_: () => (/* binding */ readStatuses),
/* harmony export */   ty: () => (/* binding */ readHealthCheck),
/* harmony export */   xA: () => (/* binding */ readShares)
/* harmony export */ });
/* harmony import */ var _image_platform_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3847);
/* harmony import */ var _image_rule_codes_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1273);


class Unreadable extends Error {
}
function readBoolean(text) {
    const word = text.trim().toLowerCase();
    if (word === 'true')
        return true;
    if (word === 'false')
        return false;
    throw new Unreadable(`"${text}" · write true or false`);
}
function readChoice(text, choices) {
    const found = choices.find((choice) => choice === text.trim().toLowerCase());
    if (found === undefined)
        throw new Unreadable(`"${text}" · write ${oneOf(choices)}`);
    return found;
}
function oneOf(words) {
    return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
function readLines(text) {
    return text
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('#'));
}
function readNames(text) {
    const names = readLines(text);
    const twice = names.find((name, at) => names.indexOf(name) < at);
    if (twice !== undefined)
        throw new Unreadable(`${twice} is there twice`);
    return names;
}
function readList(text) {
    return readLines(text).flatMap((line) => line.split(/[\s,]+/).filter((entry) => entry !== ''));
}
function readLabels(text) {
    const labels = readLines(text).map((line) => {
        const [, key, value = ''] = /^([^\s=]+)\s*=\s*(.*)$/.exec(line) ?? [];
        if (key === undefined)
            throw new Unreadable(`"${line}" · write KEY=VALUE, one a line`);
        return [key, value];
    });
    const twice = labels.find(([key], at) => labels.findIndex(([other]) => other === key) < at);
    if (twice !== undefined)
        throw new Unreadable(`${twice[0]} is there twice`);
    return new Map(labels);
}
const durationUnitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
function readDuration(text) {
    const parts = [...text.trim().matchAll(/(\d+)(ms|s|m|h)/g)];
    const whole = parts.map((part) => part[0]).join('');
    if (parts.length === 0 || whole !== text.trim()) {
        throw new Unreadable(`"${text}" · write a number with a unit: 90s, 10m, 1h`);
    }
    const total = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * durationUnitMs[unit], 0);
    if (total < 1_000 || total > 24 * 3_600_000)
        throw new Unreadable(`"${text}" · write something between 1s and 24h`);
    return total;
}
function readSeconds(text) {
    const ms = readDuration(text);
    if (ms % 1_000 !== 0)
        throw new Unreadable(`"${text}" · write whole seconds: 90s, 2m`);
    return ms / 1_000;
}
const sizeUnitMb = { M: 1, G: 1_024, T: 1_048_576 };
function readSizeMb(text) {
    const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*([MGT])(?:i?B)?\s*$/i.exec(text) ?? [];
    if (amount === undefined || unit === undefined) {
        throw new Unreadable(`"${text}" · write a number with a unit: 512M, 1G`);
    }
    const size = Number(amount) * sizeUnitMb[unit.toUpperCase()];
    if (!Number.isSafeInteger(size) || size < 1)
        throw new Unreadable(`"${text}" · write a whole number of megabytes`);
    return size;
}
function readCount(text) {
    const count = /^\s*\d{1,5}\s*$/.test(text) ? Number(text) : 0;
    if (count < 1)
        throw new Unreadable(`"${text}" · write a whole number from 1 up`);
    return count;
}
function readPort(text) {
    const port = /^\s*\d{1,5}\s*$/.test(text) ? Number(text) : 0;
    if (port < 1 || port > 65_535)
        throw new Unreadable(`"${text}" · write a port between 1 and 65535`);
    return port;
}
function readInstances(text) {
    const wanted = new Map();
    for (const entry of readList(text)) {
        const [, type = '', count] = /^(?:([A-Za-z0-9][A-Za-z0-9_.-]*)=)?(\d{1,5})$/.exec(entry) ?? [];
        if (count === undefined)
            throw new Unreadable(`"${entry}" · write 3, or web=3 worker=1`);
        if (wanted.has(type))
            throw new Unreadable(`${type === '' ? 'a bare number' : type} is there twice`);
        wanted.set(type, Number(count));
    }
    if (wanted.size === 0)
        throw new Unreadable(`"${text}" · write 3, or web=3 worker=1`);
    if (wanted.size > 1 && wanted.has(''))
        throw new Unreadable(`"${text}" · write 3, or name every type: web=3 worker=1`);
    return wanted;
}
function readShares(text) {
    const shares = readList(text).map((entry) => (/^\d{1,3}%?$/.test(entry) ? Number.parseInt(entry, 10) : 0));
    const ascending = shares.every((share, at) => share > (shares[at - 1] ?? 0) && share <= 100);
    if (shares.length === 0 || !ascending)
        throw new Unreadable(`"${text}" · write percentages that grow: 10 50`);
    return shares;
}
function readStatuses(text) {
    const ranges = readList(text).map((entry) => {
        const [, from = '', to = from] = /^([2-5]\d\d)(?:-([2-5]\d\d))?$/.exec(entry) ?? [];
        if (from === '' || Number(to) < Number(from)) {
            throw new Unreadable(`"${entry}" · write status codes or a range of them: 200, 200-299`);
        }
        return { from: Number(from), to: Number(to) };
    });
    if (ranges.length === 0)
        throw new Unreadable(`"${text}" · write status codes or a range of them: 200, 200-299`);
    return ranges;
}
function readHealthCheck(text) {
    const [, word = '', path] = /^\s*(\S+)(?:\s+(\S+))?\s*$/.exec(text) ?? [];
    const type = word.toLowerCase();
    if ((type === 'port' || type === 'process') && path === undefined)
        return { type };
    if (type === 'http' && path !== undefined && /^\/(?!\/)/.test(path))
        return { type, path };
    throw new Unreadable(`"${text}" · write port, process, or http and a path: http /healthz`);
}
function readImagePlatform(text) {
    const [, os, architecture, variant] = /^\s*([a-z0-9]+)\/([a-z0-9_-]+)(?:\/(v\d+))?\s*$/i.exec(text) ?? [];
    if (os === undefined || architecture === undefined) {
        throw new Unreadable(`"${text}" · write an operating system and an architecture: linux/amd64, linux/arm64`);
    }
    return (0,_image_platform_js__WEBPACK_IMPORTED_MODULE_0__/* .normalPlatform */ .Je)({ os, architecture, ...(variant === undefined ? {} : { variant }) });
}
function readImageChecks(text) {
    const modes = [];
    const ignoredChecks = new Set();
    for (const word of readList(text)) {
        if (!word.startsWith('-')) {
            modes.push(word);
            continue;
        }
        const code = _image_rule_codes_js__WEBPACK_IMPORTED_MODULE_1__/* .ruleCodes */ .H.find((known) => known === word.slice(1).toUpperCase().replaceAll('-', '_'));
        if (code === undefined)
            throw new Unreadable(`"${word}" · no check has that code, see docs/image-checks.md`);
        ignoredChecks.add(code);
    }
    if (modes.length > 1)
        throw new Unreadable(`"${text}" · write one of enforce, warn and off, then codes with a minus`);
    return { imageChecks: readChoice(modes[0] ?? 'enforce', ['enforce', 'warn', 'off']), ignoredChecks };
}


/***/ }),

/***/ 8684:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ readRoutes),
/* harmony export */   S: () => (/* binding */ readRoute)
/* harmony export */ });
/* harmony import */ var _readers_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1764);

const label = /^[\w-]{1,63}$/;
function readRoutes(text) {
    const lines = (0,_readers_js__WEBPACK_IMPORTED_MODULE_0__/* .readLines */ .Se)(text);
    if (lines.length === 1 && lines[0]?.toLowerCase() === 'none')
        return [];
    const routes = lines.map(readRoute);
    const twice = routes.find(({ address }, at) => routes.findIndex((other) => other.address === address) < at);
    if (twice !== undefined)
        throw new _readers_js__WEBPACK_IMPORTED_MODULE_0__/* .Unreadable */ .IO(`${twice.address} is there twice`);
    return routes;
}
function readRoute(line) {
    const [, rest = '', port] = /^(?:https?:\/\/)?(.*?)(?:\s*=\s*(\d+))?$/i.exec(line.trim()) ?? [];
    const slash = rest.indexOf('/');
    const name = (slash < 0 ? rest : rest.slice(0, slash)).toLowerCase();
    const path = slash < 0 ? '' : rest.slice(slash).replace(/\/+$/, '');
    if (name.includes('@') || (name.includes(':') && path.includes('@'))) {
        throw new _readers_js__WEBPACK_IMPORTED_MODULE_0__/* .Unreadable */ .IO('an address holds a user name or a password · leave it out');
    }
    if (/:\d*$/.test(name)) {
        throw new _readers_js__WEBPACK_IMPORTED_MODULE_0__/* .Unreadable */ .IO(`"${line}" · a port that clients ask for (TCP) cannot be given here; =8080 is the app's own`);
    }
    const [first = '', ...others] = name.split('.');
    const isName = others.length > 0 && [first === '*' ? 'any' : first, ...others].every((part) => label.test(part));
    if (!isName || /[\s?#]/.test(path)) {
        throw new _readers_js__WEBPACK_IMPORTED_MODULE_0__/* .Unreadable */ .IO(`"${line}" · write www.example.com, www.example.com/path or www.example.com=8080`);
    }
    return { address: name + path, ...(port === undefined ? {} : { port: (0,_readers_js__WEBPACK_IMPORTED_MODULE_0__/* .readPort */ .Sr)(port) }) };
}


/***/ }),

/***/ 5950:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ secretValues)
/* harmony export */ });
/* harmony import */ var _image_secrets_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2307);

const shortest = 8;
const alsoSecret = /(?:key|credentials?|dsn|pwd|pass|auth|salt)$/i;
function secretValues(variables) {
    return [...variables].flatMap(([name, value]) => {
        const isNamed = ((0,_image_secrets_js__WEBPACK_IMPORTED_MODULE_0__/* .isSecretName */ .eh)(name) || alsoSecret.test(name)) && (0,_image_secrets_js__WEBPACK_IMPORTED_MODULE_0__/* .mayBeSecret */ .lr)(value);
        return (isNamed || (0,_image_secrets_js__WEBPACK_IMPORTED_MODULE_0__/* .hasSecret */ .TA)(value) ? [value, ...passwordsIn(value)] : []).filter((secret) => secret.length >= shortest);
    });
}
function passwordsIn(value) {
    const [, user, password] = /\w:\/\/([^\s/:@]*):([^\s/@]+)@/.exec(value) ?? [];
    if (password === undefined || password === user)
        return [];
    try {
        return [password, decodeURIComponent(password)];
    }
    catch {
        return [password];
    }
}


/***/ }),

/***/ 7031:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ readSettings)
/* harmony export */ });
/* harmony import */ var _form_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7364);
/* harmony import */ var _readers_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1764);
/* harmony import */ var _routes_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(8684);
/* harmony import */ var _variables_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(5789);




function readSettings(form) {
    const timeoutS = form.read('health-check-timeout', _readers_js__WEBPACK_IMPORTED_MODULE_1__/* .readSeconds */ .UW);
    return (0,_form_js__WEBPACK_IMPORTED_MODULE_0__/* .optional */ .E)({
        instances: form.read('instances', _readers_js__WEBPACK_IMPORTED_MODULE_1__/* .readInstances */ .dX),
        memoryMb: form.read('memory', _readers_js__WEBPACK_IMPORTED_MODULE_1__/* .readSizeMb */ .X8),
        diskMb: form.read('disk', _readers_js__WEBPACK_IMPORTED_MODULE_1__/* .readSizeMb */ .X8),
        command: form.asIs('command'),
        port: form.read('port', _readers_js__WEBPACK_IMPORTED_MODULE_1__/* .readPort */ .Sr),
        routes: form.read('routes', _routes_js__WEBPACK_IMPORTED_MODULE_2__/* .readRoutes */ .F),
        healthCheck: form.read('health-check', _readers_js__WEBPACK_IMPORTED_MODULE_1__/* .readHealthCheck */ .ty),
        healthCheckTimes: timeoutS === undefined ? undefined : { timeoutS },
        readinessCheck: form.read('readiness-check', _readers_js__WEBPACK_IMPORTED_MODULE_1__/* .readHealthCheck */ .ty),
        services: form.read('services', _readers_js__WEBPACK_IMPORTED_MODULE_1__/* .readNames */ .r6)?.map((name) => ({ name })),
        labels: form.read('labels', _readers_js__WEBPACK_IMPORTED_MODULE_1__/* .readLabels */ .k2),
        env: form.read('env', _variables_js__WEBPACK_IMPORTED_MODULE_3__/* .readVariables */ .C),
    });
}


/***/ }),

/***/ 9234:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ readSmokeTest)
/* harmony export */ });
/* harmony import */ var _addresses_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2872);
/* harmony import */ var _form_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7364);
/* harmony import */ var _readers_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(1764);



const usualMs = 60_000;
function readSmokeTest(form) {
    const target = form.read('smoke-test', _addresses_js__WEBPACK_IMPORTED_MODULE_0__/* .readSmokeTarget */ .Z7);
    const statuses = form.read('smoke-test-status', _readers_js__WEBPACK_IMPORTED_MODULE_2__/* .readStatuses */ .r_) ?? [{ from: 200, to: 299 }];
    const timeoutMs = form.read('smoke-test-timeout', _readers_js__WEBPACK_IMPORTED_MODULE_2__/* .readDuration */ .$7) ?? usualMs;
    const text = form.asIs('smoke-test-text');
    for (const name of ['smoke-test-status', 'smoke-test-text', 'smoke-test-timeout']) {
        if (form.text(name) !== '' && form.text('smoke-test') === '')
            form.mistake(name, 'goes with smoke-test');
    }
    return target === undefined ? undefined : { target, statuses, timeoutMs, ...(0,_form_js__WEBPACK_IMPORTED_MODULE_1__/* .optional */ .E)({ text }) };
}


/***/ }),

/***/ 2643:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  XH: () => (/* binding */ appOf),
  Ex: () => (/* binding */ isTarget),
  _E: () => (/* binding */ readTarget)
});

// EXTERNAL MODULE: ./build/inputs/addresses.js
var addresses = __nccwpck_require__(2872);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(7598);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(3024);
// EXTERNAL MODULE: ./build/inputs/readers.js
var readers = __nccwpck_require__(1764);
;// CONCATENATED MODULE: ./build/inputs/certificates.js



const largestPem = 1024 * 1024;
const howToGive = 'write PEM text (-----BEGIN CERTIFICATE-----), or the path of a file with it';
function readCertificates(text) {
    const pem = text.includes('-----BEGIN ') ? text : readPemFile(text.trim());
    if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
        throw new readers/* Unreadable */.IO('holds a private key · give the certificate alone');
    }
    const pieces = pem
        .split(/(?=-----BEGIN CERTIFICATE-----)/)
        .filter((piece) => /^-----BEGIN CERTIFICATE--/.test(piece));
    if (pieces.length === 0)
        throw new readers/* Unreadable */.IO(`holds no certificate · ${howToGive}`);
    return pieces.map((piece, index) => {
        try {
            return new external_node_crypto_.X509Certificate(piece).toString();
        }
        catch {
            throw new readers/* Unreadable */.IO(`certificate ${index + 1} cannot be read · is the text complete, with its line breaks?`);
        }
    });
}
function readPemFile(path) {
    let problem = 'is no regular file';
    try {
        const file = (0,external_node_fs_.statSync)(path);
        if (file.size > largestPem)
            problem = 'is a file of more than 1 MiB';
        else if (file.isFile())
            return (0,external_node_fs_.readFileSync)(path, 'utf8');
    }
    catch {
        problem = 'is neither PEM text nor a file that can be read';
    }
    throw new readers/* Unreadable */.IO(`${problem} · ${howToGive}`);
}

// EXTERNAL MODULE: ./build/inputs/form.js
var inputs_form = __nccwpck_require__(7364);
// EXTERNAL MODULE: ./build/inputs/login.js
var login = __nccwpck_require__(1941);
;// CONCATENATED MODULE: ./build/inputs/platform.js

const alsoKnownAs = new Map([
    ...['cf', 'cloud-foundry', 'korifi'].map((name) => [name, 'cloudfoundry']),
    ...['hephy', 'workflow', 'deis-workflow', 'deis-v1'].map((name) => [name, 'deis']),
]);
function readPlatform(text) {
    const name = alsoKnownAs.get(text.trim().toLowerCase().replaceAll(' ', '-'));
    if (name !== undefined)
        throw new readers/* Unreadable */.IO(`"${text}" · write ${name}, which is its name here`);
    return (0,readers/* readChoice */.Kf)(text, ['auto', 'cloudfoundry', 'deis', 'drycc']);
}

;// CONCATENATED MODULE: ./build/inputs/target.js






function readTarget(form, repository, usual = appOf(repository)) {
    const api = form.required('api', addresses/* readApiUrl */.AX);
    const app = form.asIs('app') ?? usual;
    if (app === undefined)
        form.mistake('app', 'is needed: the repository’s name is not known here');
    const fixed = {
        platform: form.read('platform', readPlatform) ?? 'auto',
        ifBusy: form.choice('if-busy', ['wait', 'replace', 'fail']),
        onFailure: form.choice('on-failure', ['restore', 'keep']),
        onCancel: form.choice('on-cancel', ['restore', 'keep']),
        summary: form.choice('summary', ['always', 'on-failure', 'never']),
        certificates: form.read('ca-certificate', readCertificates) ?? [],
    };
    return {
        ...fixed,
        ...(0,inputs_form/* optional */.E)({
            ...{ api, app, login: (0,login/* readLogin */.m)(form) },
            org: form.asIs('org'),
            space: form.asIs('space'),
            workspace: form.asIs('workspace'),
            timeoutMs: form.read('timeout', readers/* readDuration */.$7),
        }),
    };
}
function appOf(repository) {
    return repository?.split('/').at(-1)?.toLowerCase() || undefined;
}
function isTarget(draft) {
    return draft.api !== undefined && draft.app !== undefined && draft.login !== undefined;
}


/***/ }),

/***/ 5789:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ readVariables)
/* harmony export */ });
/* harmony import */ var _readers_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1764);

const variableName = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
const nameRule = 'letters, digits, "_", "." and "-", no digit first';
function readVariables(text) {
    return text.trimStart().startsWith('{') ? variablesOfJson(text) : variablesOfLines(text);
}
function variablesOfLines(text) {
    const variables = new Map();
    text.split(/\r?\n/).forEach((line, index) => {
        if (line.trim() === '' || line.trimStart().startsWith('#'))
            return;
        const equals = line.indexOf('=');
        const key = line.slice(0, equals).trim();
        if (equals < 0)
            throw new _readers_js__WEBPACK_IMPORTED_MODULE_0__/* .Unreadable */ .IO(`line ${index + 1} has no "=" · write KEY=VALUE, one a line`);
        if (!variableName.test(key)) {
            throw new _readers_js__WEBPACK_IMPORTED_MODULE_0__/* .Unreadable */ .IO(`line ${index + 1}: what stands before "=" cannot name a variable · ${nameRule}`);
        }
        if (variables.has(key))
            throw new _readers_js__WEBPACK_IMPORTED_MODULE_0__/* .Unreadable */ .IO(`line ${index + 1}: ${key} is there twice`);
        variables.set(key, line.slice(equals + 1));
    });
    return variables;
}
function variablesOfJson(text) {
    let parsed;
    try {
        parsed = JSON.parse(text);
    }
    catch {
        throw new _readers_js__WEBPACK_IMPORTED_MODULE_0__/* .Unreadable */ .IO('begins with "{" but is not JSON · write {"KEY": "value"} or KEY=VALUE lines');
    }
    const variables = new Map();
    for (const [key, value] of Object.entries(parsed)) {
        if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
            throw new _readers_js__WEBPACK_IMPORTED_MODULE_0__/* .Unreadable */ .IO(`the value of ${key} is no text · write it as a JSON string`);
        }
        if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
            throw new _readers_js__WEBPACK_IMPORTED_MODULE_0__/* .Unreadable */ .IO(`the value of ${key} is too large for a JSON number · write it as a JSON string`);
        }
        if (!variableName.test(key)) {
            throw new _readers_js__WEBPACK_IMPORTED_MODULE_0__/* .Unreadable */ .IO(`${JSON.stringify(key)} cannot name a variable · ${nameRule}`);
        }
        variables.set(key, String(value));
    }
    return variables;
}


/***/ }),

/***/ 5313:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ inspect)
/* harmony export */ });
/* harmony import */ var _plan_make_plan_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3154);
/* harmony import */ var _report_lines_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(6812);


function inspect(run) {
    const { request, report, known, http, clock, signal, runner, environment } = run;
    return report.phase('Image', async ({ end, note }) => {
        const { inspectImage } = await __nccwpck_require__.e(/* import() */ 878).then(__nccwpck_require__.bind(__nccwpck_require__, 878));
        const { lookAtBase } = await Promise.all(/* import() */[__nccwpck_require__.e(878), __nccwpck_require__.e(834)]).then(__nccwpck_require__.bind(__nccwpck_require__, 7834));
        const { imageDetails } = await __nccwpck_require__.e(/* import() */ 725).then(__nccwpck_require__.bind(__nccwpck_require__, 5725));
        const { image, registry: login, registryTrust: trust, certificates, imagePlatform } = request;
        const mask = (secret) => runner.mask(secret);
        const loopbackTls = certificates.length > 0;
        const access = { http, clock, signal, environment, login, trust, loopbackTls, mask, note };
        const read = await inspectImage(image, access, imagePlatform);
        const base = (0,_plan_make_plan_js__WEBPACK_IMPORTED_MODULE_0__/* .checks */ .AV)(request, 'STALE_BASE') ? await lookAtBase(read, access, request.baseImage) : undefined;
        const facts = base === undefined ? read : { ...read, base };
        known.facts = facts;
        known.imageDetails = imageDetails(facts);
        for (const detail of known.imageDetails)
            note(detail);
        return end(facts, (0,_report_lines_js__WEBPACK_IMPORTED_MODULE_1__/* .imageLine */ .EN)(facts, clock.now()));
    });
}


/***/ }),

/***/ 2003:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ logIn),
/* harmony export */   j: () => (/* binding */ theApp)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);
/* harmony import */ var _platforms_index_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(191);


function logIn(run) {
    const { report, known, http, clock, runner, until } = run;
    const request = { settings: {}, envMode: 'merge', routesMode: 'add', ...run.request };
    return report.phase('Login', async ({ end }) => {
        const platform = await (0,_platforms_index_js__WEBPACK_IMPORTED_MODULE_1__/* .connect */ .Ng)({
            ...{ request, http, clock, runId: runner.run.id },
            ...{ docs: runner.run.docs, revision: runner.run.revision },
            mask: (secret) => runner.mask(secret),
            oidcToken: (audience) => runner.oidcToken(audience, http),
            note: (line) => report.note(line),
            get signal() {
                return until.signal;
            },
        });
        known.platform = platform;
        const who = await platform.login();
        const current = await platform.read();
        known.url = current?.url;
        return end({ platform, current }, `${who} · ${platform.title}, ${platform.target}`);
    });
}
function theApp({ title, target }, found, app, hint) {
    if (found !== undefined)
        return found;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('NO_APP', `There is no app ${app} on ${title}, ${target}.`, {
        hint: `${hint} app is its name as the platform shows it.`,
    });
}


/***/ }),

/***/ 5264:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ Begun),
/* harmony export */   q: () => (/* binding */ begin)
/* harmony export */ });
/* harmony import */ var _rollout_saved_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2221);

class Begun {
    rollout;
    task;
    released = false;
    #run;
    #platform;
    constructor(run, platform, rollout) {
        this.#run = run;
        this.#platform = platform;
        this.rollout = rollout;
        run.known.undo = async (limit) => {
            run.until.signal = limit;
            if (this.task !== undefined)
                await platform.tasks.cancel(this.task);
            await platform.cancel(this.rollout);
        };
    }
    forget() {
        const { runner, known } = this.#run;
        delete known.undo;
        delete known.begun;
        delete known.last;
        (0,_rollout_saved_js__WEBPACK_IMPORTED_MODULE_0__/* .saveFinished */ .Q8)(runner);
    }
    saveRelease(rollout) {
        this.released = true;
        this.rollout = rollout;
        this.save();
    }
    saveTask(task) {
        this.task = task;
        this.save();
    }
    save() {
        const { runner, known } = this.#run;
        known.begun = this.released ? 'release' : this.task === undefined ? undefined : 'command';
        const wish = known.trouble !== undefined ? 'onFailure' : known.begun !== undefined ? 'onCancel' : undefined;
        (0,_rollout_saved_js__WEBPACK_IMPORTED_MODULE_0__/* .saveRun */ .BQ)(runner, this.#platform, {
            rollout: this.rollout,
            ...(wish === undefined ? {} : { wish }),
            ...(this.task === undefined ? {} : { task: this.task }),
        });
    }
}
function begin(run, platform, candidate, plan) {
    const begun = new Begun(run, platform, platform.rolloutOf(candidate, plan));
    begun.save();
    return begun;
}


/***/ }),

/***/ 3276:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ sideBySide)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);

async function sideBySide(a, b) {
    const [one, other] = await Promise.allSettled([a, b]);
    if (one.status === 'rejected' && other.status === 'rejected')
        throw both(one.reason, other.reason);
    return Promise.all([a, b]);
}
function both(one, other) {
    if (!isForUser(one) || !isForUser(other))
        return one;
    const { code, message, hint, details, link } = one;
    const said = other.hint === undefined || /[.!?]$/.test(other.message) ? other.message : `${other.message}.`;
    const besides = ['Besides:', said, other.hint].filter((part) => part !== undefined).join(' ');
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(code, message, {
        ...{ hint, details: [...details, besides, ...other.details], cause: one },
        ...(link === undefined ? {} : { link }),
    });
}
function isForUser(error) {
    return error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ && !(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Cancelled */ .cJ);
}


/***/ }),

/***/ 5776:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   KH: () => (/* binding */ smokeTest),
/* harmony export */   Ru: () => (/* binding */ refuseWithoutAddress),
/* harmony export */   fM: () => (/* binding */ smokeOnce)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);

const load = () => __nccwpck_require__.e(/* import() */ 759).then(__nccwpck_require__.bind(__nccwpck_require__, 9759));
async function refuseWithoutAddress({ request, known }) {
    if (request.smokeTest !== undefined)
        await urlOf(request.smokeTest, known.url);
}
async function smokeTest(run, last) {
    const { request, report, known, http, clock, signal } = run;
    const test = request.smokeTest;
    if (test === undefined)
        return undefined;
    return report.phase('Smoke', async ({ note, end, fail }) => {
        const { smoke } = await load();
        const { right, line, words } = await smoke(test, await urlOf(test, known.url), { http, clock, signal, note });
        if (right)
            return end(undefined, line);
        const broken = {
            ended: 'failed',
            reason: `The smoke test failed: ${line}`,
            hint: 'All instances were healthy for the platform: see what the app answers there, and what its log says.',
            last,
            proof: words === undefined ? [] : [`it answered: ${words}`],
        };
        return fail(broken, line);
    });
}
async function smokeOnce({ request, known, http, clock, signal }) {
    const test = request.smokeTest;
    if (test === undefined)
        return undefined;
    const { ask } = await load();
    const { right, line } = await ask(test, await urlOf(test, known.url), { http, clock, signal });
    return right ? undefined : `the smoke test says ${line}`;
}
async function urlOf(test, app) {
    const { smokeUrl } = await load();
    const url = smokeUrl(test, app);
    if (url !== undefined)
        return url;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('SMOKE_ADDRESS', 'The smoke test is a path, and the platform tells no address of the app', {
        hint: 'Write the whole URL into smoke-test, or give the app a route.',
    });
}


/***/ }),

/***/ 3508:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   n: () => (/* binding */ whenFree)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);

const patienceMs = 15 * 60_000;
const busyPauseMs = 5_000;
async function whenFree({ request, report, known, http, clock, signal }, platform, found) {
    const { ifBusy, mode } = request;
    if (found?.busy === undefined || ifBusy === 'replace' || mode === 'plan')
        return found;
    return report.phase('Wait', async ({ open, note, end }) => {
        open(found.busy?.label ?? '');
        const giveUpAt = clock.now() + (request.timeoutMs ?? patienceMs);
        const { Pace } = await __nccwpck_require__.e(/* import() */ 135).then(__nccwpck_require__.bind(__nccwpck_require__, 2135));
        const pace = new Pace(clock, () => http.sent);
        pace.begin();
        let pause = busyPauseMs;
        let current = found;
        let said = '';
        while (current?.busy !== undefined) {
            const { label, stuck } = current.busy;
            if (ifBusy === 'fail')
                throw busy(`Another deploy of ${request.app} is under way: ${label}`);
            if (stuck !== undefined)
                throw busy(`Another deploy of ${request.app} does not come to its end: ${label}, ${stuck}`);
            if (clock.now() >= giveUpAt)
                throw busy(`Another deploy of ${request.app} has not ended in time: ${label}`);
            if (said !== '' && said !== label)
                note(label);
            said = label;
            await clock.sleep(pause, signal);
            const askedAt = clock.now();
            current = await platform.read();
            pause = Math.max(busyPauseMs, pace.pauseAfter(askedAt));
            known.url = current?.url;
        }
        return end(current, 'it has ended');
    });
}
function busy(sentence) {
    return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('APP_BUSY', sentence, {
        hint: 'Give the jobs that deploy this app one concurrency group. if-busy: replace takes over where the platform can.',
    });
}


/***/ }),

/***/ 3154:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  AV: () => (/* binding */ checks),
  Cs: () => (/* binding */ makePlan),
  DZ: () => (/* binding */ refuseBadImage)
});

// EXTERNAL MODULE: ./build/errors.js
var build_errors = __nccwpck_require__(9473);
// EXTERNAL MODULE: ./build/image/rule-codes.js
var rule_codes = __nccwpck_require__(1273);
;// CONCATENATED MODULE: ./build/plan/settings.js
const plain = ['memoryMb', 'diskMb', 'logRate', 'port'];
function changedSettings({ settings: asked, envMode, routesMode }, current) {
    const now = current?.settings ?? {};
    const instances = [...(asked.instances ?? [])].filter(([type, count]) => now.instances?.get(type) !== count);
    const env = asked.env === undefined ? new Map() : changedVariables(asked.env, envMode, now.env ?? new Map());
    const routes = asked.routes === undefined ? undefined : changedRoutes(asked.routes, routesMode, now.routes ?? []);
    const services = (asked.services ?? []).filter(({ name }) => now.services?.some((service) => service.name === name) !== true);
    const labels = changedMarks(asked.labels, now.labels);
    const annotations = changedMarks(asked.annotations, now.annotations);
    const healthTimes = changedTimes(asked.healthCheckTimes, now.healthCheckTimes);
    const readinessTimes = changedTimes(asked.readinessCheckTimes, now.readinessCheckTimes);
    return {
        ...(instances.length === 0 ? {} : { instances: new Map(instances) }),
        ...Object.fromEntries(plain.filter((key) => asked[key] !== undefined && asked[key] !== now[key]).map((key) => [key, asked[key]])),
        ...(asked.command === undefined || asked.command === (now.command ?? null) ? {} : { command: asked.command }),
        ...(routes === undefined ? {} : { routes }),
        ...(asked.healthCheck === undefined || isSame(asked.healthCheck, now.healthCheck)
            ? {}
            : { healthCheck: asked.healthCheck }),
        ...(healthTimes === undefined ? {} : { healthCheckTimes: healthTimes }),
        ...(asked.readinessCheck === undefined || isSame(asked.readinessCheck, now.readinessCheck)
            ? {}
            : { readinessCheck: asked.readinessCheck }),
        ...(readinessTimes === undefined ? {} : { readinessCheckTimes: readinessTimes }),
        ...(services.length === 0 ? {} : { services }),
        ...(labels.size === 0 ? {} : { labels }),
        ...(annotations.size === 0 ? {} : { annotations }),
        ...(env.size === 0 ? {} : { env }),
    };
}
function changedMarks(asked = new Map(), now = new Map()) {
    return new Map([...asked].filter(([key, value]) => (now.get(key) ?? null) !== value));
}
function changedVariables(asked, mode, now) {
    const set = [...asked].filter(([name, value]) => now.get(name) !== value);
    const removed = mode === 'merge' ? [] : [...now.keys()].filter((name) => !asked.has(name));
    return new Map([...set, ...removed.map((name) => [name, null])]);
}
function changedRoutes(asked, mode, now) {
    const fits = (wanted, route) => wanted.address === route.address && (wanted.port === undefined || wanted.port === route.port);
    const added = asked.filter((wanted) => !now.some((route) => fits(wanted, route)));
    const removed = now.filter((route) => {
        const wanted = asked.find(({ address }) => address === route.address);
        return wanted === undefined ? mode === 'exact' : !fits(wanted, route);
    });
    return added.length + removed.length === 0 ? undefined : { added, removed };
}
function isSame(asked, now) {
    return checkText(asked) === checkText(now);
}
function changedTimes(asked = {}, now = {}) {
    const changed = Object.keys(asked).filter((key) => asked[key] !== now[key]);
    return changed.length === 0 ? undefined : Object.fromEntries(changed.map((key) => [key, asked[key]]));
}
function checkText(check) {
    return check?.type === 'http' ? `http ${check.path}` : check?.type;
}

;// CONCATENATED MODULE: ./build/plan/changes.js

function changesOf(image, settings, current, request) {
    return [
        ...stateChanges(current, request.app),
        ...changed('image', current?.release?.image, image),
        ...settingsChanges(settings, current),
        ...(request.registry === undefined
            ? []
            : [{ what: 'registry credentials', to: `of ${request.registry.username}` }]),
    ];
}
function stateChanges(current, app) {
    if (current === undefined)
        return [{ what: 'app', to: `${app} (new)` }];
    return current.running ? [] : [{ what: 'state', from: 'stopped', to: 'started' }];
}
function settingsChanges(settings, current) {
    const now = current?.settings ?? {};
    const { command } = settings;
    return [
        ...[...(settings.instances ?? [])].flatMap(([type, count]) => changed(type === '' ? 'instances' : `instances ${type}`, now.instances?.get(type)?.toString(), String(count))),
        ...changed('memory', megabytes(now.memoryMb), megabytes(settings.memoryMb)),
        ...changed('disk', megabytes(now.diskMb), megabytes(settings.diskMb)),
        ...changed('log rate', logRate(now.logRate), logRate(settings.logRate)),
        ...(command === undefined ? [] : [{ what: 'command', to: current === undefined ? 'set' : 'changed' }]),
        ...changed('port', now.port?.toString(), settings.port?.toString()),
        ...routeChanges(settings.routes),
        ...changed('health check', checkText(now.healthCheck), checkText(settings.healthCheck)),
        ...timesChanges('health check', now.healthCheckTimes, settings.healthCheckTimes),
        ...changed('readiness check', checkText(now.readinessCheck), checkText(settings.readinessCheck)),
        ...timesChanges('readiness check', now.readinessCheckTimes, settings.readinessCheckTimes),
        ...(settings.services ?? []).map(({ name }) => ({ what: 'service', to: `+${name}` })),
        ...[...(settings.labels ?? [])].map(([key, value]) => {
            const to = value === null ? key : `${key}=${value}`;
            return { what: 'label', to: signOf(key, value, now.labels) + to };
        }),
        ...[...(settings.annotations ?? [])].map(([key, value]) => {
            return { what: 'annotation', to: signOf(key, value, now.annotations) + key };
        }),
        ...[...(settings.env ?? [])].map(([name, value]) => ({ what: 'env', to: signOf(name, value, now.env) + name })),
    ];
}
function signOf(key, value, now) {
    if (value === null)
        return '-';
    return now?.has(key) === true ? '~' : '+';
}
function timesChanges(what, now = {}, wanted = {}) {
    return [
        ...changed(`${what} timeout`, seconds(now.timeoutS), seconds(wanted.timeoutS)),
        ...changed(`${what} invocation timeout`, seconds(now.invocationTimeoutS), seconds(wanted.invocationTimeoutS)),
        ...changed(`${what} interval`, seconds(now.intervalS), seconds(wanted.intervalS)),
    ];
}
function changed(what, from, to) {
    if (to === undefined || from === to)
        return [];
    return [{ what, ...(from === undefined ? {} : { from }), to }];
}
function routeChanges({ added, removed } = { added: [], removed: [] }) {
    const stays = (route) => added.some(({ address }) => address === route.address);
    return [
        ...added.map((route) => `+${routeText(route)}`),
        ...removed.map((route) => `-${stays(route) ? routeText(route) : route.address}`),
    ].map((to) => ({ what: 'route', to }));
}
function routeText({ address, port }) {
    return port === undefined ? address : `${address}=${port}`;
}
function megabytes(size) {
    return size === undefined ? undefined : `${size} MB`;
}
function logRate(rate) {
    return rate === undefined ? undefined : rate < 0 ? 'no limit' : `${rate} bytes/s`;
}
function seconds(time) {
    return time === undefined ? undefined : `${time} s`;
}

;// CONCATENATED MODULE: ./build/plan/make-plan.js




function makePlan(request, { facts, findings }, current, platform) {
    const image = platform.imageFor(facts);
    const settings = changedSettings(request, current);
    const plan = {
        app: request.app,
        current,
        facts,
        image,
        settings,
        strategy: request.strategy,
        changes: [...changesOf(image, settings, current, request), ...(platform.pending?.() ?? [])],
        findings: heeded(findings, request),
        ...(request.registry === undefined ? {} : { registry: request.registry }),
        ...(request.canarySteps === undefined ? {} : { canarySteps: request.canarySteps }),
        ...(request.maxInFlight === undefined ? {} : { maxInFlight: request.maxInFlight }),
    };
    return { ...plan, remarks: [...stepsBeside(request), ...(platform.remarks?.(plan) ?? [])] };
}
function stepsBeside({ mode, beforeRelease, smokeTest }) {
    if (mode !== 'plan')
        return [];
    return [
        ...(beforeRelease === undefined ? [] : ['The command of before-release runs first, once, on the new image.']),
        ...(smokeTest === undefined ? [] : ['The smoke test is asked before the release counts as live.']),
    ];
}
function checks({ imageChecks, ignoredChecks }, code) {
    return imageChecks !== 'off' && !ignoredChecks.has(code);
}
const worstFirst = ['error', 'warning', 'info'];
function heeded(findings, request) {
    const left = findings
        .filter(({ code }) => checks(request, code))
        .sort((a, b) => worstFirst.indexOf(a.severity) - worstFirst.indexOf(b.severity));
    if (request.imageChecks === 'enforce')
        return left;
    return left.map((finding) => (finding.severity === 'error' ? { ...finding, severity: 'warning' } : finding));
}
function refuseBadImage(findings, docs) {
    const errors = findings.filter((finding) => finding.severity === 'error');
    const [first, ...others] = errors;
    if (first === undefined)
        return;
    const more = others.length === 0 ? '.' : ` (and ${others.length} more).`;
    throw new build_errors/* ActionError */.lZ(`IMAGE_${first.code}`, first.message.replace(/\.$/, '') + more, {
        hint: [...new Set(errors.flatMap((finding) => finding.remedy ?? []))].join(' ') || undefined,
        details: others.map(({ message }) => message),
        link: (0,rule_codes/* checkPage */.I)(docs, first.code),
    });
}


/***/ }),

/***/ 191:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $V: () => (/* binding */ manifestOf),
/* harmony export */   Jy: () => (/* binding */ mistakesOf),
/* harmony export */   Ng: () => (/* binding */ connect)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);
/* harmony import */ var _inputs_input_error_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(2699);


const modules = {
    cloudfoundry: async () => (await __nccwpck_require__.e(/* import() */ 568).then(__nccwpck_require__.bind(__nccwpck_require__, 5568))).cloudFoundry,
    deis: async () => (await Promise.all(/* import() */[__nccwpck_require__.e(531), __nccwpck_require__.e(431)]).then(__nccwpck_require__.bind(__nccwpck_require__, 5431))).deis,
    drycc: async () => (await Promise.all(/* import() */[__nccwpck_require__.e(531), __nccwpck_require__.e(270)]).then(__nccwpck_require__.bind(__nccwpck_require__, 3270))).drycc,
};
async function mistakesOf(name) {
    const kind = Object.keys(modules).find((known) => known === name.toLowerCase());
    if (kind === undefined)
        return () => [];
    const module = await modules[kind]();
    return (draft) => module.mistakes(draft);
}
async function manifestOf(input, around) {
    if (input('manifest') === '')
        return undefined;
    const { readManifest } = await __nccwpck_require__.e(/* import() */ 681).then(__nccwpck_require__.bind(__nccwpck_require__, 6681));
    return readManifest(input, around, (kind) => modules[kind]());
}
async function connect(context) {
    const { request } = context;
    for (const kind of candidates(request)) {
        const module = await modules[kind]();
        const platform = await module.detect(context);
        if (platform === undefined)
            continue;
        const mistakes = module.mistakes(request);
        if (mistakes.length > 0)
            throw new _inputs_input_error_js__WEBPACK_IMPORTED_MODULE_1__/* .InputError */ .d(mistakes);
        return platform;
    }
    const like = request.platform === 'auto'
        ? 'neither like Cloud Foundry nor like a Deis or Drycc controller'
        : `not like ${(await modules[request.platform]()).title}`;
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ('PLATFORM_UNKNOWN', `${request.api.host} answers ${like}.`, {
        hint: 'api is the URL of the platform’s API, such as https://api.fr.cloud.gov or https://deis.example.com, not of the app.',
    });
}
const cloudFoundryOnly = ['client', 'oidc-user', 'oidc-client'];
function candidates({ platform, org, space, login }) {
    if (platform !== 'auto')
        return [platform];
    const cloudFoundryFirst = cloudFoundryOnly.includes(login.kind) || org !== undefined || space !== undefined;
    return cloudFoundryFirst ? ['cloudfoundry', 'deis', 'drycc'] : ['deis', 'drycc', 'cloudfoundry'];
}


/***/ }),

/***/ 9498:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ Overtaken)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);

class Overtaken extends _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ {
    name = 'Overtaken';
    constructor(sentence) {
        super('OVERTAKEN', sentence, { hint: 'Give the jobs that deploy this app one concurrency group.' });
    }
}


/***/ }),

/***/ 6812:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $$: () => (/* binding */ bareDigest),
/* harmony export */   EN: () => (/* binding */ imageLine),
/* harmony export */   Ej: () => (/* binding */ size),
/* harmony export */   KW: () => (/* binding */ age),
/* harmony export */   od: () => (/* binding */ planLine),
/* harmony export */   sX: () => (/* binding */ stopwatch),
/* harmony export */   sY: () => (/* binding */ shortDigests),
/* harmony export */   xz: () => (/* binding */ observationLine)
/* harmony export */ });
/* unused harmony export drawInstances */
/* harmony import */ var _image_platform_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3847);

function stopwatch(ms) {
    const seconds = Math.floor(ms / 1000);
    return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}
function shortDigests(text) {
    return text.replace(/\b(sha256|sha384|sha512):([0-9a-f]{12})[0-9a-f]{52,116}\b/g, '$1:$2');
}
function size(bytes) {
    if (bytes < 1_000_000)
        return `${Math.max(1, Math.round(bytes / 1000))} KB`;
    return bytes < 1_000_000_000 ? `${Math.round(bytes / 1_000_000)} MB` : `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}
function age(then, now) {
    const minutes = Math.round((now - then.getTime()) / 60_000);
    if (minutes < -5)
        return 'in the future';
    if (minutes < 2)
        return 'just now';
    if (minutes < 120)
        return `${minutes} min ago`;
    const hours = Math.round(minutes / 60);
    return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}
function imageLine(facts, now) {
    const ports = facts.exposedPorts.map(({ port, protocol }) => protocol === 'tcp' ? `${port}` : `${port}/${protocol}`);
    return [
        shortDigests(facts.digest),
        (0,_image_platform_js__WEBPACK_IMPORTED_MODULE_0__/* .platformName */ .$r)(facts.platform),
        size(facts.compressedBytes),
        ...(facts.created === undefined ? [] : [`built ${age(facts.created, now)}`]),
        ports.length === 0 ? 'no exposed port' : `${ports.length === 1 ? 'port' : 'ports'} ${ports.join(', ')}`,
    ].join(' · ');
}
function planLine(changes) {
    if (changes.length === 0)
        return 'nothing changes';
    return changes.map(changeText).join(' · ');
}
function changeText({ what, from, to }) {
    return `${what} ${from === undefined ? '' : `${bareDigest(from)} → `}${bareDigest(to)}`;
}
function bareDigest(value) {
    return shortDigests(value.replace(/^\S+@(?=sha256:)/, ''));
}
const marks = {
    running: '●',
    unroutable: '◌',
    starting: '◐',
    absent: '○',
    crashed: '✖',
};
const order = Object.keys(marks);
function drawInstances(instances, missing = 0) {
    const sorted = [...instances].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
    const drawn = sorted.map((instance) => marks[instance.state]).join('');
    return drawn + marks.absent.repeat(missing);
}
function observationLine(observation) {
    const { instances, previous, wanted, step } = observation;
    const listed = (type) => instances.filter(({ process }) => process === type).length;
    const missing = wanted.reduce((sum, one) => sum + Math.max(0, one.wanted - listed(one.type)), 0);
    const trouble = troubleOf(observation);
    return [
        ...(step === undefined ? [] : [`step ${step.current} of ${step.total}`]),
        `new ${drawInstances(instances, missing)}`,
        ...(previous.length === 0 ? [] : [`old ${drawInstances(previous)}`]),
        ...(trouble === '' ? [] : [trouble]),
    ].join('   ');
}
function troubleOf({ instances, problem, crashes }) {
    const details = new Set(instances.flatMap(({ detail }) => detail ?? []));
    if (problem !== undefined)
        details.add(problem.message);
    const said = [...details].join(' · ');
    if (said !== '')
        return crashes > 1 ? `${said} (${ordinal(crashes)} time)` : said;
    if (crashes === 0)
        return '';
    return crashes === 1 ? 'crashed once' : `crashed ${crashes} times`;
}
function ordinal(count) {
    const teen = count % 100 >= 11 && count % 100 <= 13;
    const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
    return `${count}${ending}`;
}


/***/ }),

/***/ 6719:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   MT: () => (/* binding */ verdictLine),
/* harmony export */   a6: () => (/* binding */ taskIntention),
/* harmony export */   d7: () => (/* binding */ rollbackIntention),
/* harmony export */   fG: () => (/* binding */ servesNow),
/* harmony export */   iJ: () => (/* binding */ exitText),
/* harmony export */   kc: () => (/* binding */ logText),
/* harmony export */   lW: () => (/* binding */ annotationOf),
/* harmony export */   o$: () => (/* binding */ restoredText),
/* harmony export */   rY: () => (/* binding */ intention),
/* harmony export */   rl: () => (/* binding */ causeOf),
/* harmony export */   wr: () => (/* binding */ adviceOf),
/* harmony export */   xS: () => (/* binding */ factsOf)
/* harmony export */ });
/* unused harmony export appAt */
/* harmony import */ var _duration_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(3110);
/* harmony import */ var _image_reference_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7755);
/* harmony import */ var _rollout_judge_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(1989);
/* harmony import */ var _rollout_outcome_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(5454);
/* harmony import */ var _runner_safe_text_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(4136);
/* harmony import */ var _lines_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(6812);






function causeOf({ evidence, reason }) {
    return evidence?.cause ?? reason;
}
function servesNow(failure, phases = [], plan) {
    const { after, begun } = failure;
    const command = begun === 'command';
    switch (after?.kind) {
        case undefined:
            return nothingBegun(failure, phases, plan);
        case 'restored':
            return restoredText(after.restored);
        case 'ordered':
            return command
                ? 'The command was told to end; the post step of this job sees to it.'
                : 'The previous release was ordered back; the post step of this job waits for it and verifies it.';
        case 'kept':
            return command
                ? 'Nothing was undone, as asked: the command goes on alone.'
                : 'Nothing was undone, as asked: the platform goes on with what it has.';
        case 'unrestored':
            return command
                ? `The command could not be ended: ${after.error}`
                : `The previous release could not be put back: ${after.error}`;
    }
}
function nothingBegun({ verdict, reason }, phases, plan) {
    const came = (...names) => phases.some(({ name }) => names.includes(name));
    if (phases.length === 0 || came('Task', 'Release') || reason.includes('nothing was written'))
        return undefined;
    if (!came('Build'))
        return 'Nothing was written to the platform.';
    const release = plan?.current?.running === true ? plan.current.release : undefined;
    const goesOn = release === undefined ? undefined : `the previous release (${nameOf(release)}) goes on`;
    if (verdict === 'cancelled')
        return goesOn === undefined ? undefined : `T${goesOn.slice(1)}.`;
    return goesOn === undefined ? 'Nothing was released.' : `Nothing was released: ${goesOn}.`;
}
function restoredText(restored) {
    const { left } = restored;
    return left === undefined ? servesText(restored) : `${servesText(restored)} ${left}`;
}
function servesText({ serves, verified, running, wanted, how }) {
    if (serves === undefined)
        return `There is no previous release to go back to (${how}).`;
    const counts = `${running} of ${wanted} instances`;
    const name = nameOf(serves);
    return verified
        ? `The previous release (${name}) serves, ${counts} (${how}).`
        : `The previous release (${name}) was ordered back (${how}), but only ${counts} were seen running.`;
}
function nameOf({ image, label }) {
    return image === undefined ? label : (0,_lines_js__WEBPACK_IMPORTED_MODULE_2__/* .bareDigest */ .$$)(image);
}
function verdictLine({ request, facts, plan, url, task, outcome, phases, tookMs }) {
    const of = request === undefined ? '' : `${request.app}: `;
    const parts = [`${(0,_rollout_outcome_js__WEBPACK_IMPORTED_MODULE_1__/* .isGreen */ .gf)(outcome) ? '✔' : '✖'} ${outcome.verdict}`];
    if ((0,_rollout_outcome_js__WEBPACK_IMPORTED_MODULE_1__/* .serves */ .xu)(outcome)) {
        const { running, wanted } = (0,_rollout_judge_js__WEBPACK_IMPORTED_MODULE_3__/* .strengthOf */ .NY)(outcome.last);
        const release = (0,_rollout_outcome_js__WEBPACK_IMPORTED_MODULE_1__/* .releaseOf */ .l7)(outcome);
        const label = release === undefined ? '' : ` (${release.label})`;
        const image = (0,_lines_js__WEBPACK_IMPORTED_MODULE_2__/* .shortDigests */ .sY)(facts?.digest ?? (0,_lines_js__WEBPACK_IMPORTED_MODULE_2__/* .bareDigest */ .$$)(plan?.image ?? ''));
        parts.push(`${request?.app ?? ''} runs ${running}/${wanted} of ${image}${label}`);
        if (url !== undefined)
            parts.push(url);
    }
    else if (outcome.verdict === 'planned') {
        const count = plan?.changes.length ?? 0;
        parts.push(`${of}${count === 1 ? '1 change' : `${count} changes`}, nothing was written`);
    }
    else if (outcome.verdict === 'succeeded') {
        parts.push(`${of}${exitText(task)}`);
    }
    else {
        parts.push(`${of}${(0,_lines_js__WEBPACK_IMPORTED_MODULE_2__/* .shortDigests */ .sY)(causeOf(outcome))}`);
        const serves = servesNow(outcome, phases, plan);
        if (serves !== undefined)
            parts.push((0,_lines_js__WEBPACK_IMPORTED_MODULE_2__/* .shortDigests */ .sY)(serves));
    }
    return [...parts, (0,_duration_js__WEBPACK_IMPORTED_MODULE_4__/* .duration */ .p)(tookMs)].join(' · ');
}
function exitText(task) {
    return task?.exitCode === undefined ? 'the command came to its end' : `exit ${task.exitCode}`;
}
function factsOf(outcome) {
    const cause = causeOf(outcome);
    const said = [outcome.reason, ...(outcome.evidence?.facts ?? [])].filter((text) => text !== '');
    return [...new Set(said)].filter((text) => !cause.includes(text) && !said.some((other) => other !== text && other.includes(text)));
}
function adviceOf({ hint, evidence }) {
    return hint ?? evidence?.hint;
}
function annotationOf(outcome, app = 'deploy-image', phases = [], plan) {
    const serves = servesNow(outcome, phases, plan);
    const lines = [causeOf(outcome), ...factsOf(outcome), serves, adviceOf(outcome), outcome.link];
    const told = lines.flatMap((line) => (line === undefined || line === '' ? [] : [(0,_runner_safe_text_js__WEBPACK_IMPORTED_MODULE_5__/* .oneLine */ .TN)((0,_lines_js__WEBPACK_IMPORTED_MODULE_2__/* .shortDigests */ .sY)(line))]));
    return { title: `${outcome.verdict}: ${app}`, text: told.join('\n') };
}
function intention(request) {
    const verb = request.mode === 'plan' ? 'Planning the deploy of' : 'Deploying';
    return `${verb} ${(0,_lines_js__WEBPACK_IMPORTED_MODULE_2__/* .shortDigests */ .sY)((0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .familiarName */ .hG)(request.image))} to ${appAt(request)}`;
}
function taskIntention(request) {
    const image = request.image === undefined ? '' : `, in ${(0,_lines_js__WEBPACK_IMPORTED_MODULE_2__/* .shortDigests */ .sY)((0,_image_reference_js__WEBPACK_IMPORTED_MODULE_0__/* .familiarName */ .hG)(request.image))}`;
    return `Running a command for ${appAt(request)}${image}`;
}
function rollbackIntention(request) {
    const verb = request.mode === 'plan' ? 'Planning the way back' : 'Going back';
    return `${verb} to ${request.to === undefined ? 'the previous release' : (0,_lines_js__WEBPACK_IMPORTED_MODULE_2__/* .shortDigests */ .sY)(request.to)} of ${appAt(request)}`;
}
function appAt({ app, api, org, space }) {
    const where = org !== undefined && space !== undefined ? `, ${org} / ${space}` : '';
    return `${app} at ${api.host}${where}`;
}
function logText({ at, source, text }) {
    return [...(at === undefined ? [] : [new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')]), source, text].join('  ');
}


/***/ }),

/***/ 1989:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   NY: () => (/* binding */ strengthOf),
/* harmony export */   S$: () => (/* binding */ shortcoming),
/* harmony export */   S4: () => (/* binding */ judge)
/* harmony export */ });
/* harmony import */ var _duration_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3110);

const crashLoop = 3;
function judge(looks, policy) {
    let course;
    for (const look of looks) {
        course = wentOn(course, look);
        const judgement = judgeCourse(course, policy);
        if (judgement.kind !== 'continue')
            return judgement;
    }
    return { kind: 'continue' };
}
function strengthOf({ instances, wanted }) {
    const counts = wanted.map(({ type, wanted: most }) => {
        const running = instances.filter(({ process, state }) => process === type && state === 'running').length;
        return { running: Math.min(running, most), wanted: most };
    });
    return {
        running: counts.reduce((sum, count) => sum + count.running, 0),
        wanted: counts.reduce((sum, count) => sum + count.wanted, 0),
    };
}
function shortcoming(observation) {
    const { phase, problem } = observation;
    if (problem !== undefined)
        return problem.message;
    if (phase !== 'done')
        return 'another release is under way';
    const { running, wanted } = strengthOf(observation);
    return running < wanted ? `only ${running} of ${wanted} instances run` : undefined;
}
function wentOn(earlier, look) {
    const { atMs, observation } = look;
    const before = earlier?.observation;
    const { running } = strengthOf(observation);
    const moved = before !== undefined && (observation.phase !== before.phase || nameOf(observation) !== nameOf(before));
    const best = earlier?.best ?? 0;
    const stays = before !== undefined && isHealthy(observation) && staysHealthy(before, observation);
    return {
        ...look,
        before,
        healthySince: isHealthy(observation) ? ((stays ? earlier?.healthySince : undefined) ?? atMs) : undefined,
        brokenAt: earlier?.healthySince !== undefined && !stays ? atMs : (earlier?.brokenAt ?? 0),
        problemSince: (isSameProblem(before, observation) ? earlier?.problemSince : undefined) ?? atMs,
        progressAt: running > best || moved ? atMs : (earlier?.progressAt ?? 0),
        best: Math.max(best, running),
    };
}
function judgeCourse(course, policy) {
    const { atMs, observation, before, healthySince, brokenAt, problemSince, progressAt } = course;
    const { phase, problem, crashes } = observation;
    const failed = (reason) => ({ kind: 'failed', reason });
    if (phase === 'superseded') {
        return { kind: 'superseded', reason: problem?.message ?? 'A newer deploy of this app took over.' };
    }
    if (phase === 'canceled')
        return failed(problem?.message ?? 'Somebody else cancelled this deployment.');
    if (phase === 'failed')
        return failed(problem?.message ?? 'The platform gave this release up.');
    if (problem?.certain === true)
        return failed(problem.message);
    if (crashes >= crashLoop)
        return failed(problem?.message ?? `An instance crashed ${crashes} times.`);
    if (before !== undefined && allCrashed(before) && allCrashed(observation)) {
        return failed(problem?.message ?? 'Every instance of the new release has crashed.');
    }
    const { running, wanted } = strengthOf(observation);
    const settleMs = wanted === 0 ? 0 : policy.settleMs;
    if (healthySince !== undefined && atMs - healthySince >= settleMs) {
        return { kind: phase === 'paused' ? 'paused' : 'live' };
    }
    const stale = progressAt + policy.progressMs;
    const soonest = Math.min(stale, policy.totalMs);
    if (healthySince !== undefined && brokenAt < soonest)
        return { kind: 'continue' };
    if (problem !== undefined && atMs - problemSince >= policy.problemMs)
        return failed(problem.message);
    if (atMs < soonest)
        return { kind: 'continue' };
    const isWaitedFor = phase === 'moving' && wanted > 0 && running >= wanted;
    const waited = atMs < stale
        ? `Not done after ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .duration */ .p)(policy.totalMs)}`
        : isWaitedFor
            ? `The platform did not call the release done within ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .duration */ .p)(policy.progressMs)}`
            : `No further instance became healthy within ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .duration */ .p)(policy.progressMs)}`;
    const state = `${running} of ${wanted} instances are healthy`;
    const but = healthySince === undefined ? '' : ', but they do not stay so';
    const why = problem === undefined ? '' : `; the platform says: ${problem.message}`;
    return failed(`${waited}: ${state}${but}${why}`);
}
function isHealthy(observation) {
    const { phase, instances, problem } = observation;
    if ((phase !== 'done' && phase !== 'paused') || problem !== undefined)
        return false;
    if (instances.some(({ state }) => state === 'crashed'))
        return false;
    const { running, wanted } = strengthOf(observation);
    return running >= wanted;
}
function staysHealthy(before, now) {
    if (!isHealthy(before) || before.crashes !== now.crashes || before.phase !== now.phase)
        return false;
    if (nameOf(before) !== nameOf(now))
        return false;
    const known = new Set(before.instances.map(({ process, name }) => `${process} ${name}`));
    const kept = now.instances.filter(({ process, name }) => known.has(`${process} ${name}`));
    return isHealthy({ ...now, instances: kept });
}
function isSameProblem(before, now) {
    return before?.problem?.message === now.problem?.message;
}
function allCrashed({ instances, wanted, crashes }) {
    if (crashes > 0 || instances.some(({ state }) => state !== 'crashed'))
        return false;
    const due = wanted.filter(({ wanted: most }) => most > 0);
    const count = (type) => instances.filter(({ process }) => process === type).length;
    return due.length > 0 && due.every(({ type, wanted: most }) => count(type) >= most);
}
function nameOf({ release }) {
    return release?.id;
}


/***/ }),

/***/ 5454:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Is: () => (/* binding */ isSettled),
/* harmony export */   cJ: () => (/* binding */ verdictAfter),
/* harmony export */   g5: () => (/* binding */ failureOf),
/* harmony export */   gf: () => (/* binding */ isGreen),
/* harmony export */   l7: () => (/* binding */ releaseOf),
/* harmony export */   xu: () => (/* binding */ serves)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9473);

function isGreen(outcome) {
    return serves(outcome) || outcome.verdict === 'planned' || outcome.verdict === 'succeeded';
}
function serves(outcome) {
    return outcome.verdict === 'live' || outcome.verdict === 'unchanged';
}
function releaseOf(outcome) {
    return 'last' in outcome ? outcome.last?.release : undefined;
}
function failureOf(error) {
    if (error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ) {
        const { message, hint, details, link } = error;
        const evidence = details.length === 0 ? {} : { evidence: { facts: details, log: [] } };
        return { verdict: 'failed', reason: message, hint, link, ...evidence };
    }
    const stack = error instanceof Error ? (error.stack ?? '').split('\n') : [];
    const frames = stack.map((line) => line.trim()).filter((line) => line.startsWith('at '));
    return {
        verdict: 'failed',
        reason: `deploy-image itself failed: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .bD)(error)}`,
        hint: 'This is a fault of the action: please report it, with this log.',
        evidence: { facts: frames.slice(0, 5), log: [] },
    };
}
function isSettled(after) {
    if (after.kind === 'restored')
        return after.restored.verified || after.restored.serves === undefined;
    return after.kind === 'kept';
}
function verdictAfter(after) {
    const back = after.kind === 'restored' && after.restored.verified && after.restored.serves !== undefined;
    return back ? 'restored' : 'failed';
}


/***/ }),

/***/ 4106:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ policyFor)
/* harmony export */ });
const settleMs = 5_000;
const problemMs = 60_000;
const usualHealthTimeoutMs = 60_000;
function policyFor(plan, timeoutMs) {
    const asked = plan.settings.healthCheckTimes?.timeoutS;
    const health = asked === undefined ? (plan.current?.healthTimeoutMs ?? usualHealthTimeoutMs) : asked * 1_000;
    const rounds = Math.max(1, Math.ceil(instancesAfter(plan) / (plan.maxInFlight ?? 1)));
    const derived = 10 * 60_000 + rounds * (health + 30_000);
    const totalMs = timeoutMs ?? derived;
    return {
        settleMs: Math.min(settleMs, totalMs),
        problemMs,
        progressMs: Math.min(health + 4 * 60_000, totalMs),
        totalMs,
    };
}
function instancesAfter({ current, settings }) {
    const now = current?.processes ?? [];
    const changed = settings.instances ?? new Map();
    const isChanged = (type) => changed.has(type) || (changed.has('') && now.length === 1);
    const kept = now.filter(({ type }) => !isChanged(type)).map(({ wanted }) => wanted);
    return [...kept, ...changed.values()].reduce((sum, wanted) => sum + wanted, 0);
}


/***/ }),

/***/ 2221:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   BQ: () => (/* binding */ saveRun),
/* harmony export */   Q8: () => (/* binding */ saveFinished),
/* harmony export */   Sj: () => (/* binding */ loadRun)
/* harmony export */ });
/* harmony import */ var _http_json_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3223);

const key = 'rollout';
const finished = 'finished';
function saveRun(runner, platform, { rollout, task, wish }) {
    const saved = {
        platform: platform.kind,
        ...(rollout === undefined ? {} : { rollout }),
        ...(task === undefined ? {} : { task }),
        ...(wish === undefined ? {} : { wish }),
    };
    runner.saveState(key, JSON.stringify(saved));
}
function saveFinished(runner) {
    runner.saveState(key, finished);
}
function loadRun(runner) {
    const text = runner.savedState(key);
    if (text === '' || text === finished)
        return undefined;
    const saved = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asObject */ .eB)((0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .parseJson */ .qF)(text));
    const begun = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asObject */ .eB)(saved?.['rollout']) ?? (0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asObject */ .eB)(saved?.['task']);
    const platform = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(saved, 'platform');
    const wish = (0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(saved, 'wish');
    if ((0,_http_json_js__WEBPACK_IMPORTED_MODULE_0__/* .textAt */ .$6)(begun, 'app') === undefined || platform === undefined)
        return undefined;
    if (wish !== undefined && wish !== 'onCancel' && wish !== 'onFailure')
        return undefined;
    return saved;
}


/***/ }),

/***/ 4136:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   TN: () => (/* binding */ oneLine),
/* harmony export */   mT: () => (/* binding */ notACommand),
/* harmony export */   pj: () => (/* binding */ plain)
/* harmony export */ });
const longestLine = 1_000;
const ansi = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b\n]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
const invisible = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\p{Default_Ignorable_Code_Point}\p{Surrogate}]/gu;
function oneLine(text, limit = longestLine) {
    const line = plain(text)
        .split('\n')
        .map((part) => part.trim())
        .filter((part) => part !== '')
        .join(' ');
    return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}
function plain(text) {
    return text.replace(/\r\n?/g, '\n').replace(ansi, '').replace(/\t/g, '  ').replace(invisible, '');
}
function notACommand(line) {
    return line.replaceAll('##[', '## [').replace(/^(\s*)::/, '$1: :');
}


/***/ }),

/***/ 7201:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  a: () => (/* binding */ toTheEnd)
});

// EXTERNAL MODULE: ./build/errors.js
var errors = __nccwpck_require__(9473);
// EXTERNAL MODULE: ./build/duration.js
var duration = __nccwpck_require__(3110);
// EXTERNAL MODULE: ./build/rollout/outcome.js
var rollout_outcome = __nccwpck_require__(5454);
// EXTERNAL MODULE: ./build/report/lines.js
var lines = __nccwpck_require__(6812);
// EXTERNAL MODULE: ./build/image/reference.js
var reference = __nccwpck_require__(7755);
// EXTERNAL MODULE: ./build/runner/safe-text.js
var safe_text = __nccwpck_require__(4136);
// EXTERNAL MODULE: ./build/report/texts.js
var texts = __nccwpck_require__(6719);
;// CONCATENATED MODULE: ./build/report/outputs.js




function outputsOf(story) {
    const { request, facts, plan, outcome, url } = story;
    const changes = plan?.changes ?? [];
    const changed = lasts(outcome) ? changes : [];
    return {
        verdict: outcome.verdict,
        reason: (0,rollout_outcome/* isGreen */.gf)(outcome) ? '' : (0,safe_text/* notACommand */.mT)((0,safe_text/* oneLine */.TN)((0,texts/* causeOf */.rl)(outcome))),
        release: (0,rollout_outcome/* releaseOf */.l7)(outcome)?.id ?? '',
        'previous-release': plan?.current?.release?.id ?? '',
        url: url ?? '',
        image: plan?.image ?? (request?.image === undefined ? '' : (0,reference/* familiarName */.hG)(request.image)),
        digest: facts?.digest ?? digestIn(plan?.image) ?? '',
        changed: String(changed.length > 0),
        changes: JSON.stringify(changed),
    };
}
const longestLog = 50_000;
function taskOutputsOf({ outcome, task }) {
    const log = lastOf((task?.log ?? []).map(({ text }) => text).join('\n'));
    return {
        verdict: outcome.verdict,
        reason: (0,rollout_outcome/* isGreen */.gf)(outcome) ? '' : (0,safe_text/* notACommand */.mT)((0,safe_text/* oneLine */.TN)((0,texts/* causeOf */.rl)(outcome))),
        'exit-code': task?.exitCode === undefined ? '' : String(task.exitCode),
        log: log.split('\n').map(safe_text/* notACommand */.mT).join('\n'),
    };
}
function lastOf(log) {
    const end = log.slice(-longestLog);
    return end === log ? log : end.slice(end.indexOf('\n') + 1);
}
function digestIn(image) {
    return image === undefined ? undefined : /@(sha256:[0-9a-f]{64})$/.exec(image)?.[1];
}
function lasts(outcome) {
    if ((0,rollout_outcome/* isGreen */.gf)(outcome))
        return true;
    const { verdict, after } = outcome;
    if (after !== undefined)
        return after.kind === 'kept' || after.kind === 'unrestored';
    return verdict !== 'failed' && verdict !== 'cancelled';
}

;// CONCATENATED MODULE: ./build/report/story.js
function cleanStory({ platform, ...story }, clean) {
    const cleaned = (value) => {
        if (typeof value === 'string')
            return clean(value);
        if (Array.isArray(value))
            return value.map(cleaned);
        if (typeof value !== 'object' || value === null)
            return value;
        const prototype = Object.getPrototypeOf(value);
        if (prototype !== Object.prototype && prototype !== null)
            return value;
        return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, cleaned(part)]));
    };
    const told = platform === undefined ? undefined : { title: platform.title, target: platform.target };
    return cleaned({ ...story, platform: told });
}

;// CONCATENATED MODULE: ./build/report/report.js







const heartbeatMs = 30_000;
const indent = ' '.repeat(11);
class Report {
    #runner;
    #clock;
    #startedAt;
    #phases = [];
    #active = [];
    #lastLineAt;
    #found = new Set();
    constructor(runner, clock) {
        this.#runner = runner;
        this.#clock = clock;
        this.#startedAt = clock.now();
        this.#lastLineAt = this.#startedAt;
    }
    get phases() {
        return this.#phases;
    }
    get elapsedMs() {
        return this.#clock.now() - this.#startedAt;
    }
    begin(intention) {
        this.#print(intention);
    }
    note(line) {
        this.#noteTo(this.#active.at(-1), line);
    }
    #noteTo(active, line) {
        if (active === undefined || active.opened)
            this.#print(indent + line, 'dim');
        else
            active.notes.push(line);
    }
    async phase(name, work) {
        const active = { name, startedAt: this.#clock.now(), notes: [], opened: false };
        this.#active.push(active);
        const stop = new AbortController();
        const beating = this.#beat(active, stop.signal);
        try {
            const { value, line, ok } = await work(this.#voiceOf(active));
            this.#close(active, line, ok);
            return value;
        }
        catch (error) {
            this.#close(active, error instanceof errors/* Cancelled */.cJ ? 'cancelled' : (0,errors/* messageOf */.bD)(error), false);
            throw error;
        }
        finally {
            stop.abort();
            await beating;
        }
    }
    #voiceOf(active) {
        let last = '';
        return {
            open: (headline) => {
                active.opened = true;
                this.#print(phaseLine(active.name, (0,lines/* shortDigests */.sY)(headline)));
                for (const note of active.notes.splice(0))
                    this.#print(indent + note, 'dim');
            },
            note: (line) => this.#noteTo(active, line),
            progress: (observation) => {
                const line = (0,lines/* shortDigests */.sY)((0,lines/* observationLine */.xz)(observation));
                if (line !== last)
                    this.#print(`${indent}${(0,lines/* stopwatch */.sX)(this.elapsedMs)}  ${line}`);
                last = line;
            },
            end: (value, line) => ({ value, line, ok: true }),
            fail: (value, line) => ({ value, line, ok: false }),
        };
    }
    #close(active, result, ok) {
        const line = (0,lines/* shortDigests */.sY)(result);
        const { name, startedAt, notes, opened } = active;
        this.#active.splice(this.#active.indexOf(active), 1);
        const tookMs = this.#clock.now() - startedAt;
        this.#phases.push({ name, result: line, tookMs, ok });
        if (ok && opened)
            return;
        if (ok) {
            this.#fold(phaseLine(name, line, tookMs), notes);
            return;
        }
        this.#print(opened ? `${indent}✖ ${line}` : phaseLine(name, `✖ ${line}`, tookMs), 'bad');
        for (const note of notes)
            this.#print(indent + note);
    }
    remarks(remarks) {
        for (const remark of remarks)
            this.#print(indent + remark);
    }
    findings(all) {
        const findings = all.filter(({ message }) => !this.#found.has(message));
        for (const { severity, code, message, remedy } of findings) {
            this.#found.add(message);
            const text = `${code}: ${message}${remedy === undefined ? '' : ` ${remedy}`}`;
            if (severity === 'info')
                this.#print(`${indent}${text}`, 'dim');
            else
                this.#print(`${indent}${severity}: ${text}`, severity === 'error' ? 'bad' : 'caution');
        }
        if (findings.some(({ severity }) => severity !== 'info')) {
            this.#print(`${indent}What each check means: ${this.#runner.run.docs}/image-checks.md`, 'dim');
        }
    }
    foreign(lines) {
        this.#runner.printForeign(lines.map((line) => `${indent}| ${(0,texts/* logText */.kc)(line)}`));
        this.#lastLineAt = this.#clock.now();
    }
    evidence({ facts, log }) {
        for (const fact of facts)
            if (!this.#found.has(fact))
                this.#print(indent + (0,lines/* shortDigests */.sY)(fact));
        this.foreign(log);
    }
    async finish(whole) {
        const runner = this.#runner;
        const story = cleanStory(whole, (text) => runner.clean(text));
        const green = (0,rollout_outcome/* isGreen */.gf)(story.outcome);
        const outputs = story.entry === 'task' ? taskOutputsOf(story) : outputsOf(story);
        for (const [name, value] of Object.entries(outputs))
            runner.output(name, value);
        runner.exitCode(green ? 0 : 1);
        this.#print((0,texts/* verdictLine */.MT)(story), green ? 'good' : 'bad');
        if (!(0,rollout_outcome/* isGreen */.gf)(story.outcome)) {
            const { title, text } = (0,texts/* annotationOf */.lW)(story.outcome, story.request?.app, story.phases, story.plan);
            runner.annotate('error', title, text);
        }
        const wanted = story.request?.summary ?? 'always';
        if (wanted === 'always' || (wanted === 'on-failure' && !green)) {
            const { summaryOf } = await __nccwpck_require__.e(/* import() */ 611).then(__nccwpck_require__.bind(__nccwpck_require__, 4611));
            runner.summarise(summaryOf(story, runner.run.docs));
        }
    }
    #fold(line, notes) {
        if (notes.length === 0) {
            this.#print(line);
            return;
        }
        this.#runner.openGroup(line);
        for (const note of notes)
            this.#runner.print(indent + note);
        this.#runner.closeGroup();
        this.#lastLineAt = this.#clock.now();
    }
    #print(line, style) {
        this.#lastLineAt = this.#clock.now();
        this.#runner.print(line, style);
    }
    async #beat({ name, notes }, stop) {
        while (!stop.aborted) {
            const silentMs = this.#clock.now() - this.#lastLineAt;
            if (silentMs >= heartbeatMs) {
                const latest = notes.at(-1);
                const what = latest === undefined ? name : `${name}: ${(0,lines/* shortDigests */.sY)(latest)}`;
                this.#print(`${indent}${(0,lines/* stopwatch */.sX)(this.elapsedMs)}  still in ${what}`, 'dim');
            }
            try {
                await this.#clock.sleep(Math.max(1_000, heartbeatMs - Math.max(0, silentMs)), stop);
            }
            catch (error) {
                if (!(error instanceof errors/* Cancelled */.cJ))
                    throw error;
            }
        }
    }
}
function phaseLine(name, text, tookMs) {
    const line = `▸ ${name.padEnd(8)} ${text}`;
    return tookMs === undefined ? line : `${line}   ${(0,duration/* duration */.p)(tookMs)}`;
}

// EXTERNAL MODULE: ./build/rollout/saved.js
var saved = __nccwpck_require__(2221);
;// CONCATENATED MODULE: ./build/to-the-end.js




const leaveWithinMs = 4_000;
async function toTheEnd(world, entry, story) {
    const report = new Report(world.runner, world.clock);
    const known = {};
    let outcome;
    try {
        outcome = await story(world, report, known);
    }
    catch (error) {
        const isCancelled = error instanceof errors/* Cancelled */.cJ;
        const failure = isCancelled ? cancelled(entry, known) : (0,rollout_outcome/* failureOf */.g5)(error);
        if (!isCancelled && failure.evidence !== undefined)
            report.evidence(failure.evidence);
        const wish = isCancelled && known.trouble === undefined ? 'onCancel' : 'onFailure';
        const asked = known.request?.[wish];
        const after = await leave(world, known, wish === 'onCancel' && known.begun === undefined ? 'restore' : asked);
        outcome = { ...failure, last: known.last, begun: known.begun, ...(after === undefined ? {} : { after }) };
    }
    await report.finish({ ...known, entry, outcome, phases: report.phases, tookMs: report.elapsedMs });
}
function cancelled(entry, { begun, trouble, task }) {
    const evidence = task === undefined ? {} : { evidence: { facts: [], log: task.log } };
    return { verdict: 'cancelled', reason: `The run was cancelled.${soFar(entry, begun, trouble)}`, ...evidence };
}
function soFar(entry, begun, trouble) {
    if (trouble !== undefined)
        return ` The release had failed by then: ${trouble}`;
    if (entry === 'task')
        return begun === undefined ? ' The command had not been started.' : '';
    return begun === 'release' ? '' : ' Nothing had been released.';
}
async function leave({ runner, clock }, { undo, begun, last }, wish = 'restore') {
    if (undo === undefined)
        return undefined;
    if (wish === 'keep') {
        if (begun !== 'release' || last !== undefined)
            (0,saved/* saveFinished */.Q8)(runner);
        return { kind: 'kept' };
    }
    const until = clock.deadline(leaveWithinMs);
    const late = new Promise((resolve) => {
        until.addEventListener('abort', () => resolve('it did not answer in time; the post step of this job tries again'));
    });
    const error = await Promise.race([undo(until).then(() => undefined, errors/* messageOf */.bD), late]);
    return error === undefined ? { kind: 'ordered' } : { kind: 'unrestored', error };
}


/***/ }),

/***/ 8508:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ userAgent)
/* harmony export */ });
const userAgent = 'deploy-image/0.1.0';


/***/ }),

/***/ 3920:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ workspaceOf)
/* harmony export */ });
function workspaceOf(environment) {
    return environment['GITHUB_WORKSPACE'] || '.';
}


/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/create fake namespace object */
/******/ (() => {
/******/ 	var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 	var leafPrototypes;
/******/ 	// create a fake namespace object
/******/ 	// mode & 1: value is a module id, require it
/******/ 	// mode & 2: merge all properties of value into the ns
/******/ 	// mode & 4: return value when already ns object
/******/ 	// mode & 16: return value when it's Promise-like
/******/ 	// mode & 8|1: behave like require
/******/ 	__nccwpck_require__.t = function(value, mode) {
/******/ 		if(mode & 1) value = this(value);
/******/ 		if(mode & 8) return value;
/******/ 		if(typeof value === 'object' && value) {
/******/ 			if((mode & 4) && value.__esModule) return value;
/******/ 			if((mode & 16) && typeof value.then === 'function') return value;
/******/ 		}
/******/ 		var ns = Object.create(null);
/******/ 		__nccwpck_require__.r(ns);
/******/ 		var def = {};
/******/ 		leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 		for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 			Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 		}
/******/ 		def['default'] = () => (value);
/******/ 		__nccwpck_require__.d(ns, def);
/******/ 		return ns;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return "" + chunkId + ".main.js";
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
var __webpack_exports__ = {};

// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  c7: () => (/* binding */ deployStep),
  FW: () => (/* binding */ postStep),
  dl: () => (/* binding */ rollbackStep),
  A4: () => (/* binding */ taskStep)
});

// EXTERNAL MODULE: ./build/errors.js
var errors = __nccwpck_require__(9473);
;// CONCATENATED MODULE: ./build/clock.js

const systemClock = {
    now: () => Date.now(),
    sleep: (ms, signal) => new Promise((resolve, reject) => {
        const cancel = () => {
            clearTimeout(timer);
            reject((0,errors/* reasonOf */.A3)(signal));
        };
        const timer = setTimeout(() => {
            signal?.removeEventListener('abort', cancel);
            resolve();
        }, ms);
        if (signal?.aborted === true)
            cancel();
        else
            signal?.addEventListener('abort', cancel, { once: true });
    }),
    deadline: (ms) => AbortSignal.timeout(ms),
};

// EXTERNAL MODULE: ./build/inputs/credentials.js
var credentials = __nccwpck_require__(5866);
// EXTERNAL MODULE: ./build/image/reference.js
var reference = __nccwpck_require__(7755);
// EXTERNAL MODULE: ./build/inputs/command.js
var inputs_command = __nccwpck_require__(125);
// EXTERNAL MODULE: ./build/inputs/form.js
var inputs_form = __nccwpck_require__(7364);
// EXTERNAL MODULE: ./build/inputs/image.js
var inputs_image = __nccwpck_require__(1077);
// EXTERNAL MODULE: ./build/inputs/input-error.js
var input_error = __nccwpck_require__(2699);
// EXTERNAL MODULE: ./build/inputs/manifest.js
var manifest = __nccwpck_require__(7563);
// EXTERNAL MODULE: ./build/inputs/readers.js
var readers = __nccwpck_require__(1764);
// EXTERNAL MODULE: ./build/inputs/settings.js
var inputs_settings = __nccwpck_require__(7031);
// EXTERNAL MODULE: ./build/inputs/smoke-test.js
var smoke_test = __nccwpck_require__(9234);
// EXTERNAL MODULE: ./build/inputs/target.js + 2 modules
var inputs_target = __nccwpck_require__(2643);
;// CONCATENATED MODULE: ./build/inputs/read.js










function readRequest(input, repository, platformMistakes = () => [], reading) {
    const form = new inputs_form/* Form */.l(input);
    const image = form.required('image', reference/* parseReference */.F2);
    for (const mistake of reading?.mistakes ?? [])
        form.mistake('manifest', mistake);
    const target = (0,inputs_target/* readTarget */._E)(form, repository, reading?.app);
    const asked = (0,inputs_settings/* readSettings */.s)(form);
    const settings = reading === undefined ? asked : (0,manifest/* mergeSettings */.s)(reading.settings, asked);
    const fixed = {
        settings,
        envMode: form.choice('env-mode', ['merge', 'replace']),
        routesMode: (asked.routes === undefined ? reading?.routesMode : undefined) ?? form.choice('routes-mode', ['add', 'exact']),
        strategy: form.choice('strategy', ['rolling', 'canary', 'recreate']),
        mode: form.choice('mode', ['deploy', 'plan']),
        ...(0,inputs_image/* readImageWish */.P)(form),
    };
    const draft = {
        ...target,
        ...fixed,
        ...(0,inputs_form/* optional */.E)({
            ...{ image, manifest: reading?.manifest },
            maxInFlight: form.read('max-in-flight', readers/* readCount */._0),
            canarySteps: form.read('canary-steps', readers/* readShares */.xA),
            beforeRelease: readCommand(form),
            smokeTest: (0,smoke_test/* readSmokeTest */.M)(form),
        }),
    };
    refuseContradictions(form, settings);
    const mistakes = [...form.mistakes, ...platformMistakes(draft)];
    if (mistakes.length > 0 || image === undefined || !(0,inputs_target/* isTarget */.Ex)(target))
        throw new input_error/* InputError */.d(mistakes);
    return { ...draft, ...target, ...fixed, image };
}
function readCommand(form) {
    const command = form.asIs('before-release');
    const memoryMb = form.read('before-release-memory', readers/* readSizeMb */.X8);
    const timeoutMs = form.read('before-release-timeout', readers/* readDuration */.$7) ?? inputs_command/* usualCommandMs */.o;
    return command === undefined ? undefined : { command, timeoutMs, ...(0,inputs_form/* optional */.E)({ memoryMb }) };
}
function refuseContradictions(form, settings) {
    const given = (name) => form.text(name) !== '';
    if (settings.env === undefined && form.text('env-mode').toLowerCase() === 'replace') {
        form.mistake('env', 'is empty, but env-mode is replace · write {} to remove every variable, or leave env-mode out');
    }
    if (settings.routes === undefined && form.text('routes-mode').toLowerCase() === 'exact') {
        form.mistake('routes', 'is empty, but routes-mode is exact · write none to take every route away');
    }
    if (given('canary-steps') && form.text('strategy').toLowerCase() !== 'canary') {
        form.mistake('canary-steps', 'goes with strategy: canary');
    }
    for (const name of ['before-release-memory', 'before-release-timeout']) {
        if (given(name) && !given('before-release'))
            form.mistake(name, 'goes with before-release');
    }
}

// EXTERNAL MODULE: ./build/inputs/secret-variables.js
var secret_variables = __nccwpck_require__(5950);
// EXTERNAL MODULE: ./build/platforms/overtaken.js
var overtaken = __nccwpck_require__(9498);
;// CONCATENATED MODULE: ./build/phases/before-release.js


async function beforeRelease(run, platform, begun) {
    const command = run.request.beforeRelease;
    const { tasks } = platform;
    if (command === undefined)
        return undefined;
    if (!tasks.anyImage) {
        throw new errors/* ActionError */.lZ('NO_TASKS', `${platform.title} runs no command on an image before it is released.`);
    }
    const { runInPhase, taskEvidence } = await __nccwpck_require__.e(/* import() */ 52).then(__nccwpck_require__.bind(__nccwpck_require__, 6052));
    let ended;
    try {
        ended = await runInPhase(run, {
            ...{ tasks, command, on: begun.rollout },
            headline: 'before-release, on the new image',
            save: (task) => begun.saveTask(task),
        });
    }
    catch (error) {
        if (!(error instanceof overtaken/* Overtaken */.c))
            throw error;
        return { ended: 'overtaken', reason: error.message, hint: error.hint, last: undefined };
    }
    if (ended.ended === 'succeeded')
        return undefined;
    const { reason, hint = 'What it did outside of the platform, such as half of a migration, is not undone.' } = ended;
    return {
        ended: 'failed',
        reason: `before-release failed, so nothing was released. ${reason}`,
        hint,
        last: undefined,
        evidence: taskEvidence(run),
    };
}

// EXTERNAL MODULE: ./build/phases/inspect.js
var inspect = __nccwpck_require__(5313);
// EXTERNAL MODULE: ./build/phases/log-in.js
var log_in = __nccwpck_require__(2003);
// EXTERNAL MODULE: ./build/phases/run.js
var phases_run = __nccwpck_require__(5264);
// EXTERNAL MODULE: ./build/phases/side-by-side.js
var side_by_side = __nccwpck_require__(3276);
// EXTERNAL MODULE: ./build/phases/smoke.js
var smoke = __nccwpck_require__(5776);
// EXTERNAL MODULE: ./build/phases/wait.js
var wait = __nccwpck_require__(3508);
// EXTERNAL MODULE: ./build/platforms/index.js
var platforms = __nccwpck_require__(191);
// EXTERNAL MODULE: ./build/report/texts.js
var texts = __nccwpck_require__(6719);
// EXTERNAL MODULE: ./build/rollout/policy.js
var policy = __nccwpck_require__(4106);
// EXTERNAL MODULE: ./build/rollout/saved.js
var saved = __nccwpck_require__(2221);
// EXTERNAL MODULE: ./build/to-the-end.js + 3 modules
var to_the_end = __nccwpck_require__(7201);
// EXTERNAL MODULE: ./build/world.js
var build_world = __nccwpck_require__(3920);
;// CONCATENATED MODULE: ./build/deploy.js
















const mostRounds = 3;
function deploy(world) {
    return (0,to_the_end/* toTheEnd */.a)(world, 'deploy', story);
}
async function story(world, report, known) {
    const { runner } = world;
    const input = (name) => runner.input(name);
    for (const secret of (0,credentials/* readCredentials */.L)(input, world.environment))
        runner.mask(secret);
    const { repository } = runner.run;
    const manifest = await (0,platforms/* manifestOf */.$V)(input, { workspace: (0,build_world/* workspaceOf */.B)(world.environment), repository });
    for (const secret of (0,secret_variables/* secretValues */.V)(manifest?.settings.env ?? new Map()))
        runner.mask(secret);
    const request = readRequest(input, repository, await (0,platforms/* mistakesOf */.Jy)(input('platform')), manifest);
    known.request = request;
    report.begin((0,texts/* intention */.rY)(request));
    const http = world.openHttp(request.certificates);
    const run = { ...world, http, request, report, known, until: { signal: world.signal } };
    const [facts, { platform, current }] = await (0,side_by_side/* sideBySide */.Q)((0,inspect/* inspect */.N)(run), (0,log_in/* logIn */.E)(run));
    for (let found = current, round = 1;; round++) {
        const outcome = await attempt(run, platform, facts, found, round);
        if (outcome !== 'overtaken')
            return outcome;
        found = await platform.read();
    }
}
async function attempt(run, platform, facts, found, round) {
    const { request, report, known, runner } = run;
    const { decide } = await __nccwpck_require__.e(/* import() */ 953).then(__nccwpck_require__.bind(__nccwpck_require__, 953));
    const { release } = await __nccwpck_require__.e(/* import() */ 923).then(__nccwpck_require__.bind(__nccwpck_require__, 2923));
    const current = await (0,wait/* whenFree */.n)(run, platform, found);
    const { plan, serving } = await decide(run, facts, platform, current);
    if (request.mode === 'plan')
        return { verdict: 'planned' };
    if (serving !== undefined)
        return { verdict: 'unchanged', last: serving };
    const candidate = await report.phase('Build', async ({ end }) => end(await platform.prepare(plan), 'ready to release'));
    known.url = candidate.url ?? known.url;
    await (0,smoke/* refuseWithoutAddress */.Ru)(run);
    const begun = (0,phases_run/* begin */.q)(run, platform, candidate, plan);
    const stopped = known.task === undefined ? await beforeRelease(run, platform, begun) : undefined;
    const watched = stopped ?? (await release(run, platform, begun, (0,policy/* policyFor */.K)(plan, request.timeoutMs)));
    if (watched.ended === 'live') {
        (0,saved/* saveFinished */.Q8)(runner);
        const { conclude } = await __nccwpck_require__.e(/* import() */ 639).then(__nccwpck_require__.bind(__nccwpck_require__, 6020));
        await conclude(run, platform, begun.rollout);
        return { verdict: 'live', last: watched.last };
    }
    if (watched.ended === 'overtaken' && round < mostRounds) {
        begun.forget();
        return 'overtaken';
    }
    const { aftermath } = await __nccwpck_require__.e(/* import() */ 993).then(__nccwpck_require__.bind(__nccwpck_require__, 2993));
    return aftermath(run, platform, begun, watched);
}

;// CONCATENATED MODULE: external "node:tls"
const external_node_tls_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:tls");
;// CONCATENATED MODULE: ./build/http/authorities.js

function authoritiesWith(certificates) {
    return [...external_node_tls_namespaceObject.getCACertificates('default'), ...certificates];
}
function trustEverywhere(certificates) {
    if (certificates.length > 0)
        external_node_tls_namespaceObject.setDefaultCACertificates?.(authoritiesWith(certificates));
}

// EXTERNAL MODULE: external "node:dns"
var external_node_dns_ = __nccwpck_require__(610);
;// CONCATENATED MODULE: external "node:http"
const external_node_http_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");
var external_node_http_namespaceObject_0 = /*#__PURE__*/__nccwpck_require__.t(external_node_http_namespaceObject, 2);
;// CONCATENATED MODULE: external "node:https"
const external_node_https_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:https");
var external_node_https_namespaceObject_0 = /*#__PURE__*/__nccwpck_require__.t(external_node_https_namespaceObject, 2);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __nccwpck_require__(7030);
// EXTERNAL MODULE: external "http"
var external_http_ = __nccwpck_require__(8611);
var external_http_namespaceObject = /*#__PURE__*/__nccwpck_require__.t(external_http_, 2);
// EXTERNAL MODULE: external "https"
var external_https_ = __nccwpck_require__(5692);
var external_https_namespaceObject = /*#__PURE__*/__nccwpck_require__.t(external_https_, 2);
;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/proxy.js
function getProxyUrl(reqUrl) {
    const usingSsl = reqUrl.protocol === 'https:';
    if (checkBypass(reqUrl)) {
        return undefined;
    }
    const proxyVar = (() => {
        if (usingSsl) {
            return process.env['https_proxy'] || process.env['HTTPS_PROXY'];
        }
        else {
            return process.env['http_proxy'] || process.env['HTTP_PROXY'];
        }
    })();
    if (proxyVar) {
        try {
            return new DecodedURL(proxyVar);
        }
        catch (_a) {
            if (!proxyVar.startsWith('http://') && !proxyVar.startsWith('https://'))
                return new DecodedURL(`http://${proxyVar}`);
        }
    }
    else {
        return undefined;
    }
}
function checkBypass(reqUrl) {
    if (!reqUrl.hostname) {
        return false;
    }
    const reqHost = reqUrl.hostname;
    if (isLoopbackAddress(reqHost)) {
        return true;
    }
    const noProxy = process.env['no_proxy'] || process.env['NO_PROXY'] || '';
    if (!noProxy) {
        return false;
    }
    // Determine the request port
    let reqPort;
    if (reqUrl.port) {
        reqPort = Number(reqUrl.port);
    }
    else if (reqUrl.protocol === 'http:') {
        reqPort = 80;
    }
    else if (reqUrl.protocol === 'https:') {
        reqPort = 443;
    }
    // Format the request hostname and hostname with port
    const upperReqHosts = [reqUrl.hostname.toUpperCase()];
    if (typeof reqPort === 'number') {
        upperReqHosts.push(`${upperReqHosts[0]}:${reqPort}`);
    }
    // Compare request host against noproxy
    for (const upperNoProxyItem of noProxy
        .split(',')
        .map(x => x.trim().toUpperCase())
        .filter(x => x)) {
        if (upperNoProxyItem === '*' ||
            upperReqHosts.some(x => x === upperNoProxyItem ||
                x.endsWith(`.${upperNoProxyItem}`) ||
                (upperNoProxyItem.startsWith('.') &&
                    x.endsWith(`${upperNoProxyItem}`)))) {
            return true;
        }
    }
    return false;
}
function isLoopbackAddress(host) {
    const hostLower = host.toLowerCase();
    return (hostLower === 'localhost' ||
        hostLower.startsWith('127.') ||
        hostLower.startsWith('[::1]') ||
        hostLower.startsWith('[0:0:0:0:0:0:0:1]'));
}
class DecodedURL extends URL {
    constructor(url, base) {
        super(url, base);
        this._decodedUsername = decodeURIComponent(super.username);
        this._decodedPassword = decodeURIComponent(super.password);
    }
    get username() {
        return this._decodedUsername;
    }
    get password() {
        return this._decodedPassword;
    }
}
//# sourceMappingURL=proxy.js.map
// EXTERNAL MODULE: ./node_modules/tunnel/index.js
var tunnel = __nccwpck_require__(770);
;// CONCATENATED MODULE: external "node:events"
var x = (y) => {
	var x = {}; __nccwpck_require__.d(x, y); return x
} 
var y = (x) => (() => (x))
const external_node_events_namespaceObject = x({ ["ProxyAgent"]: () => (__WEBPACK_EXTERNAL_MODULE_node_events_819cca76__.ProxyAgent) });
;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/index.js
/* eslint-disable @typescript-eslint/no-explicit-any */
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};





var HttpCodes;
(function (HttpCodes) {
    HttpCodes[HttpCodes["OK"] = 200] = "OK";
    HttpCodes[HttpCodes["MultipleChoices"] = 300] = "MultipleChoices";
    HttpCodes[HttpCodes["MovedPermanently"] = 301] = "MovedPermanently";
    HttpCodes[HttpCodes["ResourceMoved"] = 302] = "ResourceMoved";
    HttpCodes[HttpCodes["SeeOther"] = 303] = "SeeOther";
    HttpCodes[HttpCodes["NotModified"] = 304] = "NotModified";
    HttpCodes[HttpCodes["UseProxy"] = 305] = "UseProxy";
    HttpCodes[HttpCodes["SwitchProxy"] = 306] = "SwitchProxy";
    HttpCodes[HttpCodes["TemporaryRedirect"] = 307] = "TemporaryRedirect";
    HttpCodes[HttpCodes["PermanentRedirect"] = 308] = "PermanentRedirect";
    HttpCodes[HttpCodes["BadRequest"] = 400] = "BadRequest";
    HttpCodes[HttpCodes["Unauthorized"] = 401] = "Unauthorized";
    HttpCodes[HttpCodes["PaymentRequired"] = 402] = "PaymentRequired";
    HttpCodes[HttpCodes["Forbidden"] = 403] = "Forbidden";
    HttpCodes[HttpCodes["NotFound"] = 404] = "NotFound";
    HttpCodes[HttpCodes["MethodNotAllowed"] = 405] = "MethodNotAllowed";
    HttpCodes[HttpCodes["NotAcceptable"] = 406] = "NotAcceptable";
    HttpCodes[HttpCodes["ProxyAuthenticationRequired"] = 407] = "ProxyAuthenticationRequired";
    HttpCodes[HttpCodes["RequestTimeout"] = 408] = "RequestTimeout";
    HttpCodes[HttpCodes["Conflict"] = 409] = "Conflict";
    HttpCodes[HttpCodes["Gone"] = 410] = "Gone";
    HttpCodes[HttpCodes["TooManyRequests"] = 429] = "TooManyRequests";
    HttpCodes[HttpCodes["InternalServerError"] = 500] = "InternalServerError";
    HttpCodes[HttpCodes["NotImplemented"] = 501] = "NotImplemented";
    HttpCodes[HttpCodes["BadGateway"] = 502] = "BadGateway";
    HttpCodes[HttpCodes["ServiceUnavailable"] = 503] = "ServiceUnavailable";
    HttpCodes[HttpCodes["GatewayTimeout"] = 504] = "GatewayTimeout";
})(HttpCodes || (HttpCodes = {}));
var Headers;
(function (Headers) {
    Headers["Accept"] = "accept";
    Headers["ContentType"] = "content-type";
})(Headers || (Headers = {}));
var MediaTypes;
(function (MediaTypes) {
    MediaTypes["ApplicationJson"] = "application/json";
})(MediaTypes || (MediaTypes = {}));
/**
 * Returns the proxy URL, depending upon the supplied url and proxy environment variables.
 * @param serverUrl  The server URL where the request will be sent. For example, https://api.github.com
 */
function lib_getProxyUrl(serverUrl) {
    const proxyUrl = pm.getProxyUrl(new URL(serverUrl));
    return proxyUrl ? proxyUrl.href : '';
}
const HttpRedirectCodes = [
    HttpCodes.MovedPermanently,
    HttpCodes.ResourceMoved,
    HttpCodes.SeeOther,
    HttpCodes.TemporaryRedirect,
    HttpCodes.PermanentRedirect
];
const HttpResponseRetryCodes = [
    HttpCodes.BadGateway,
    HttpCodes.ServiceUnavailable,
    HttpCodes.GatewayTimeout
];
const RetryableHttpVerbs = ['OPTIONS', 'GET', 'DELETE', 'HEAD'];
const ExponentialBackoffCeiling = 10;
const ExponentialBackoffTimeSlice = 5;
class HttpClientError extends Error {
    constructor(message, statusCode) {
        super(message);
        this.name = 'HttpClientError';
        this.statusCode = statusCode;
        Object.setPrototypeOf(this, HttpClientError.prototype);
    }
}
class HttpClientResponse {
    constructor(message) {
        this.message = message;
    }
    readBody() {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve) => __awaiter(this, void 0, void 0, function* () {
                let output = Buffer.alloc(0);
                this.message.on('data', (chunk) => {
                    output = Buffer.concat([output, chunk]);
                });
                this.message.on('end', () => {
                    resolve(output.toString());
                });
            }));
        });
    }
    readBodyBuffer() {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve) => __awaiter(this, void 0, void 0, function* () {
                const chunks = [];
                this.message.on('data', (chunk) => {
                    chunks.push(chunk);
                });
                this.message.on('end', () => {
                    resolve(Buffer.concat(chunks));
                });
            }));
        });
    }
}
function isHttps(requestUrl) {
    const parsedUrl = new URL(requestUrl);
    return parsedUrl.protocol === 'https:';
}
class HttpClient {
    constructor(userAgent, handlers, requestOptions) {
        this._ignoreSslError = false;
        this._allowRedirects = true;
        this._allowRedirectDowngrade = false;
        this._maxRedirects = 50;
        this._allowRetries = false;
        this._maxRetries = 1;
        this._keepAlive = false;
        this._disposed = false;
        this.userAgent = this._getUserAgentWithOrchestrationId(userAgent);
        this.handlers = handlers || [];
        this.requestOptions = requestOptions;
        if (requestOptions) {
            if (requestOptions.ignoreSslError != null) {
                this._ignoreSslError = requestOptions.ignoreSslError;
            }
            this._socketTimeout = requestOptions.socketTimeout;
            if (requestOptions.allowRedirects != null) {
                this._allowRedirects = requestOptions.allowRedirects;
            }
            if (requestOptions.allowRedirectDowngrade != null) {
                this._allowRedirectDowngrade = requestOptions.allowRedirectDowngrade;
            }
            if (requestOptions.maxRedirects != null) {
                this._maxRedirects = Math.max(requestOptions.maxRedirects, 0);
            }
            if (requestOptions.keepAlive != null) {
                this._keepAlive = requestOptions.keepAlive;
            }
            if (requestOptions.allowRetries != null) {
                this._allowRetries = requestOptions.allowRetries;
            }
            if (requestOptions.maxRetries != null) {
                this._maxRetries = requestOptions.maxRetries;
            }
        }
    }
    options(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('OPTIONS', requestUrl, null, additionalHeaders || {});
        });
    }
    get(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('GET', requestUrl, null, additionalHeaders || {});
        });
    }
    del(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('DELETE', requestUrl, null, additionalHeaders || {});
        });
    }
    post(requestUrl, data, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('POST', requestUrl, data, additionalHeaders || {});
        });
    }
    patch(requestUrl, data, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('PATCH', requestUrl, data, additionalHeaders || {});
        });
    }
    put(requestUrl, data, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('PUT', requestUrl, data, additionalHeaders || {});
        });
    }
    head(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('HEAD', requestUrl, null, additionalHeaders || {});
        });
    }
    sendStream(verb, requestUrl, stream, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request(verb, requestUrl, stream, additionalHeaders);
        });
    }
    /**
     * Gets a typed object from an endpoint
     * Be aware that not found returns a null.  Other errors (4xx, 5xx) reject the promise
     */
    getJson(requestUrl_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, additionalHeaders = {}) {
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            const res = yield this.get(requestUrl, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    postJson(requestUrl_1, obj_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, obj, additionalHeaders = {}) {
            const data = JSON.stringify(obj, null, 2);
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            additionalHeaders[Headers.ContentType] =
                this._getExistingOrDefaultContentTypeHeader(additionalHeaders, MediaTypes.ApplicationJson);
            const res = yield this.post(requestUrl, data, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    putJson(requestUrl_1, obj_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, obj, additionalHeaders = {}) {
            const data = JSON.stringify(obj, null, 2);
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            additionalHeaders[Headers.ContentType] =
                this._getExistingOrDefaultContentTypeHeader(additionalHeaders, MediaTypes.ApplicationJson);
            const res = yield this.put(requestUrl, data, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    patchJson(requestUrl_1, obj_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, obj, additionalHeaders = {}) {
            const data = JSON.stringify(obj, null, 2);
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            additionalHeaders[Headers.ContentType] =
                this._getExistingOrDefaultContentTypeHeader(additionalHeaders, MediaTypes.ApplicationJson);
            const res = yield this.patch(requestUrl, data, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    /**
     * Makes a raw http request.
     * All other methods such as get, post, patch, and request ultimately call this.
     * Prefer get, del, post and patch
     */
    request(verb, requestUrl, data, headers) {
        return __awaiter(this, void 0, void 0, function* () {
            if (this._disposed) {
                throw new Error('Client has already been disposed.');
            }
            const parsedUrl = new URL(requestUrl);
            let info = this._prepareRequest(verb, parsedUrl, headers);
            // Only perform retries on reads since writes may not be idempotent.
            const maxTries = this._allowRetries && RetryableHttpVerbs.includes(verb)
                ? this._maxRetries + 1
                : 1;
            let numTries = 0;
            let response;
            do {
                response = yield this.requestRaw(info, data);
                // Check if it's an authentication challenge
                if (response &&
                    response.message &&
                    response.message.statusCode === HttpCodes.Unauthorized) {
                    let authenticationHandler;
                    for (const handler of this.handlers) {
                        if (handler.canHandleAuthentication(response)) {
                            authenticationHandler = handler;
                            break;
                        }
                    }
                    if (authenticationHandler) {
                        return authenticationHandler.handleAuthentication(this, info, data);
                    }
                    else {
                        // We have received an unauthorized response but have no handlers to handle it.
                        // Let the response return to the caller.
                        return response;
                    }
                }
                let redirectsRemaining = this._maxRedirects;
                while (response.message.statusCode &&
                    HttpRedirectCodes.includes(response.message.statusCode) &&
                    this._allowRedirects &&
                    redirectsRemaining > 0) {
                    const redirectUrl = response.message.headers['location'];
                    if (!redirectUrl) {
                        // if there's no location to redirect to, we won't
                        break;
                    }
                    const parsedRedirectUrl = new URL(redirectUrl);
                    if (parsedUrl.protocol === 'https:' &&
                        parsedUrl.protocol !== parsedRedirectUrl.protocol &&
                        !this._allowRedirectDowngrade) {
                        throw new Error('Redirect from HTTPS to HTTP protocol. This downgrade is not allowed for security reasons. If you want to allow this behavior, set the allowRedirectDowngrade option to true.');
                    }
                    // we need to finish reading the response before reassigning response
                    // which will leak the open socket.
                    yield response.readBody();
                    // strip authorization header if redirected to a different hostname
                    if (parsedRedirectUrl.hostname !== parsedUrl.hostname) {
                        for (const header in headers) {
                            // header names are case insensitive
                            if (header.toLowerCase() === 'authorization') {
                                delete headers[header];
                            }
                        }
                    }
                    // let's make the request with the new redirectUrl
                    info = this._prepareRequest(verb, parsedRedirectUrl, headers);
                    response = yield this.requestRaw(info, data);
                    redirectsRemaining--;
                }
                if (!response.message.statusCode ||
                    !HttpResponseRetryCodes.includes(response.message.statusCode)) {
                    // If not a retry code, return immediately instead of retrying
                    return response;
                }
                numTries += 1;
                if (numTries < maxTries) {
                    yield response.readBody();
                    yield this._performExponentialBackoff(numTries);
                }
            } while (numTries < maxTries);
            return response;
        });
    }
    /**
     * Needs to be called if keepAlive is set to true in request options.
     */
    dispose() {
        if (this._agent) {
            this._agent.destroy();
        }
        this._disposed = true;
    }
    /**
     * Raw request.
     * @param info
     * @param data
     */
    requestRaw(info, data) {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve, reject) => {
                function callbackForResult(err, res) {
                    if (err) {
                        reject(err);
                    }
                    else if (!res) {
                        // If `err` is not passed, then `res` must be passed.
                        reject(new Error('Unknown error'));
                    }
                    else {
                        resolve(res);
                    }
                }
                this.requestRawWithCallback(info, data, callbackForResult);
            });
        });
    }
    /**
     * Raw request with callback.
     * @param info
     * @param data
     * @param onResult
     */
    requestRawWithCallback(info, data, onResult) {
        if (typeof data === 'string') {
            if (!info.options.headers) {
                info.options.headers = {};
            }
            info.options.headers['Content-Length'] = Buffer.byteLength(data, 'utf8');
        }
        let callbackCalled = false;
        function handleResult(err, res) {
            if (!callbackCalled) {
                callbackCalled = true;
                onResult(err, res);
            }
        }
        const req = info.httpModule.request(info.options, (msg) => {
            const res = new HttpClientResponse(msg);
            handleResult(undefined, res);
        });
        let socket;
        req.on('socket', sock => {
            socket = sock;
        });
        // If we ever get disconnected, we want the socket to timeout eventually
        req.setTimeout(this._socketTimeout || 3 * 60000, () => {
            if (socket) {
                socket.end();
            }
            handleResult(new Error(`Request timeout: ${info.options.path}`));
        });
        req.on('error', function (err) {
            // err has statusCode property
            // res should have headers
            handleResult(err);
        });
        if (data && typeof data === 'string') {
            req.write(data, 'utf8');
        }
        if (data && typeof data !== 'string') {
            data.on('close', function () {
                req.end();
            });
            data.pipe(req);
        }
        else {
            req.end();
        }
    }
    /**
     * Gets an http agent. This function is useful when you need an http agent that handles
     * routing through a proxy server - depending upon the url and proxy environment variables.
     * @param serverUrl  The server URL where the request will be sent. For example, https://api.github.com
     */
    getAgent(serverUrl) {
        const parsedUrl = new URL(serverUrl);
        return this._getAgent(parsedUrl);
    }
    getAgentDispatcher(serverUrl) {
        const parsedUrl = new URL(serverUrl);
        const proxyUrl = getProxyUrl(parsedUrl);
        const useProxy = proxyUrl && proxyUrl.hostname;
        if (!useProxy) {
            return;
        }
        return this._getProxyAgentDispatcher(parsedUrl, proxyUrl);
    }
    _prepareRequest(method, requestUrl, headers) {
        const info = {};
        info.parsedUrl = requestUrl;
        const usingSsl = info.parsedUrl.protocol === 'https:';
        info.httpModule = usingSsl ? external_https_namespaceObject : external_http_namespaceObject;
        const defaultPort = usingSsl ? 443 : 80;
        info.options = {};
        info.options.host = info.parsedUrl.hostname;
        info.options.port = info.parsedUrl.port
            ? parseInt(info.parsedUrl.port)
            : defaultPort;
        info.options.path =
            (info.parsedUrl.pathname || '') + (info.parsedUrl.search || '');
        info.options.method = method;
        info.options.headers = this._mergeHeaders(headers);
        if (this.userAgent != null) {
            info.options.headers['user-agent'] = this.userAgent;
        }
        info.options.agent = this._getAgent(info.parsedUrl);
        // gives handlers an opportunity to participate
        if (this.handlers) {
            for (const handler of this.handlers) {
                handler.prepareRequest(info.options);
            }
        }
        return info;
    }
    _mergeHeaders(headers) {
        if (this.requestOptions && this.requestOptions.headers) {
            return Object.assign({}, lowercaseKeys(this.requestOptions.headers), lowercaseKeys(headers || {}));
        }
        return lowercaseKeys(headers || {});
    }
    /**
     * Gets an existing header value or returns a default.
     * Handles converting number header values to strings since HTTP headers must be strings.
     * Note: This returns string | string[] since some headers can have multiple values.
     * For headers that must always be a single string (like Content-Type), use the
     * specialized _getExistingOrDefaultContentTypeHeader method instead.
     */
    _getExistingOrDefaultHeader(additionalHeaders, header, _default) {
        let clientHeader;
        if (this.requestOptions && this.requestOptions.headers) {
            const headerValue = lowercaseKeys(this.requestOptions.headers)[header];
            if (headerValue) {
                clientHeader =
                    typeof headerValue === 'number' ? headerValue.toString() : headerValue;
            }
        }
        const additionalValue = additionalHeaders[header];
        if (additionalValue !== undefined) {
            return typeof additionalValue === 'number'
                ? additionalValue.toString()
                : additionalValue;
        }
        if (clientHeader !== undefined) {
            return clientHeader;
        }
        return _default;
    }
    /**
     * Specialized version of _getExistingOrDefaultHeader for Content-Type header.
     * Always returns a single string (not an array) since Content-Type should be a single value.
     * Converts arrays to comma-separated strings and numbers to strings to ensure type safety.
     * This was split from _getExistingOrDefaultHeader to provide stricter typing for callers
     * that assign the result to places expecting a string (e.g., additionalHeaders[Headers.ContentType]).
     */
    _getExistingOrDefaultContentTypeHeader(additionalHeaders, _default) {
        let clientHeader;
        if (this.requestOptions && this.requestOptions.headers) {
            const headerValue = lowercaseKeys(this.requestOptions.headers)[Headers.ContentType];
            if (headerValue) {
                if (typeof headerValue === 'number') {
                    clientHeader = String(headerValue);
                }
                else if (Array.isArray(headerValue)) {
                    clientHeader = headerValue.join(', ');
                }
                else {
                    clientHeader = headerValue;
                }
            }
        }
        const additionalValue = additionalHeaders[Headers.ContentType];
        // Return the first non-undefined value, converting numbers or arrays to strings if necessary
        if (additionalValue !== undefined) {
            if (typeof additionalValue === 'number') {
                return String(additionalValue);
            }
            else if (Array.isArray(additionalValue)) {
                return additionalValue.join(', ');
            }
            else {
                return additionalValue;
            }
        }
        if (clientHeader !== undefined) {
            return clientHeader;
        }
        return _default;
    }
    _getAgent(parsedUrl) {
        let agent;
        const proxyUrl = getProxyUrl(parsedUrl);
        const useProxy = proxyUrl && proxyUrl.hostname;
        if (this._keepAlive && useProxy) {
            agent = this._proxyAgent;
        }
        if (!useProxy) {
            agent = this._agent;
        }
        // if agent is already assigned use that agent.
        if (agent) {
            return agent;
        }
        const usingSsl = parsedUrl.protocol === 'https:';
        let maxSockets = 100;
        if (this.requestOptions) {
            maxSockets = this.requestOptions.maxSockets || external_http_.globalAgent.maxSockets;
        }
        // This is `useProxy` again, but we need to check `proxyURl` directly for TypeScripts's flow analysis.
        if (proxyUrl && proxyUrl.hostname) {
            const agentOptions = {
                maxSockets,
                keepAlive: this._keepAlive,
                proxy: Object.assign(Object.assign({}, ((proxyUrl.username || proxyUrl.password) && {
                    proxyAuth: `${proxyUrl.username}:${proxyUrl.password}`
                })), { host: proxyUrl.hostname, port: proxyUrl.port })
            };
            let tunnelAgent;
            const overHttps = proxyUrl.protocol === 'https:';
            if (usingSsl) {
                tunnelAgent = overHttps ? tunnel.httpsOverHttps : tunnel.httpsOverHttp;
            }
            else {
                tunnelAgent = overHttps ? tunnel.httpOverHttps : tunnel.httpOverHttp;
            }
            agent = tunnelAgent(agentOptions);
            this._proxyAgent = agent;
        }
        // if tunneling agent isn't assigned create a new agent
        if (!agent) {
            const options = { keepAlive: this._keepAlive, maxSockets };
            agent = usingSsl ? new external_https_.Agent(options) : new external_http_.Agent(options);
            this._agent = agent;
        }
        if (usingSsl && this._ignoreSslError) {
            // we don't want to set NODE_TLS_REJECT_UNAUTHORIZED=0 since that will affect request for entire process
            // http.RequestOptions doesn't expose a way to modify RequestOptions.agent.options
            // we have to cast it to any and change it directly
            agent.options = Object.assign(agent.options || {}, {
                rejectUnauthorized: false
            });
        }
        return agent;
    }
    _getProxyAgentDispatcher(parsedUrl, proxyUrl) {
        let proxyAgent;
        if (this._keepAlive) {
            proxyAgent = this._proxyAgentDispatcher;
        }
        // if agent is already assigned use that agent.
        if (proxyAgent) {
            return proxyAgent;
        }
        const usingSsl = parsedUrl.protocol === 'https:';
        proxyAgent = new external_node_events_namespaceObject.ProxyAgent(Object.assign({ uri: proxyUrl.href, pipelining: !this._keepAlive ? 0 : 1 }, ((proxyUrl.username || proxyUrl.password) && {
            token: `Basic ${Buffer.from(`${proxyUrl.username}:${proxyUrl.password}`).toString('base64')}`
        })));
        this._proxyAgentDispatcher = proxyAgent;
        if (usingSsl && this._ignoreSslError) {
            // we don't want to set NODE_TLS_REJECT_UNAUTHORIZED=0 since that will affect request for entire process
            // http.RequestOptions doesn't expose a way to modify RequestOptions.agent.options
            // we have to cast it to any and change it directly
            proxyAgent.options = Object.assign(proxyAgent.options.requestTls || {}, {
                rejectUnauthorized: false
            });
        }
        return proxyAgent;
    }
    _getUserAgentWithOrchestrationId(userAgent) {
        const baseUserAgent = userAgent || 'actions/http-client';
        const orchId = process.env['ACTIONS_ORCHESTRATION_ID'];
        if (orchId) {
            // Sanitize the orchestration ID to ensure it contains only valid characters
            // Valid characters: 0-9, a-z, _, -, .
            const sanitizedId = orchId.replace(/[^a-z0-9_.-]/gi, '_');
            return `${baseUserAgent} actions_orchestration_id/${sanitizedId}`;
        }
        return baseUserAgent;
    }
    _performExponentialBackoff(retryNumber) {
        return __awaiter(this, void 0, void 0, function* () {
            retryNumber = Math.min(ExponentialBackoffCeiling, retryNumber);
            const ms = ExponentialBackoffTimeSlice * Math.pow(2, retryNumber);
            return new Promise(resolve => setTimeout(() => resolve(), ms));
        });
    }
    _processResponse(res, options) {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve, reject) => __awaiter(this, void 0, void 0, function* () {
                const statusCode = res.message.statusCode || 0;
                const response = {
                    statusCode,
                    result: null,
                    headers: {}
                };
                // not found leads to null obj returned
                if (statusCode === HttpCodes.NotFound) {
                    resolve(response);
                }
                // get the result from the body
                function dateTimeDeserializer(key, value) {
                    if (typeof value === 'string') {
                        const a = new Date(value);
                        if (!isNaN(a.valueOf())) {
                            return a;
                        }
                    }
                    return value;
                }
                let obj;
                let contents;
                try {
                    contents = yield res.readBody();
                    if (contents && contents.length > 0) {
                        if (options && options.deserializeDates) {
                            obj = JSON.parse(contents, dateTimeDeserializer);
                        }
                        else {
                            obj = JSON.parse(contents);
                        }
                        response.result = obj;
                    }
                    response.headers = res.message.headers;
                }
                catch (err) {
                    // Invalid resource (contents not json);  leaving result obj null
                }
                // note that 3xx redirects are handled by the http layer.
                if (statusCode > 299) {
                    let msg;
                    // if exception/error in body, attempt to get better error
                    if (obj && obj.message) {
                        msg = obj.message;
                    }
                    else if (contents && contents.length > 0) {
                        // it may be the case that the exception is in the body message as string
                        msg = contents;
                    }
                    else {
                        msg = `Failed request: (${statusCode})`;
                    }
                    const err = new HttpClientError(msg, statusCode);
                    err.result = response.result;
                    reject(err);
                }
                else {
                    resolve(response);
                }
            }));
        });
    }
}
const lowercaseKeys = (obj) => Object.keys(obj).reduce((c, k) => ((c[k.toLowerCase()] = obj[k]), c), {});
//# sourceMappingURL=index.js.map
// EXTERNAL MODULE: ./build/http/errors.js
var http_errors = __nccwpck_require__(2602);
// EXTERNAL MODULE: ./build/http/http.js
var http = __nccwpck_require__(2321);
// EXTERNAL MODULE: ./build/http/retry.js
var retry = __nccwpck_require__(4675);
;// CONCATENATED MODULE: ./build/http/client.js











const socketTimeoutMs = 60 * 60_000;
const neverConnected = new Set([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'PRIVATE_ADDRESS',
]);
function createHttp(options) {
    const clients = new Map();
    let sent = 0;
    const { certificates = [], redact = (text) => text } = options;
    const secureContext = certificates.length === 0
        ? undefined
        : external_node_tls_namespaceObject.createSecureContext({ ca: [...authoritiesWith(certificates)], allowPartialTrustChain: true });
    const clientFor = ({ url, reach }) => {
        const key = reach === undefined ? url.origin : `guarded ${url.origin}`;
        let client = clients.get(key);
        if (client === undefined) {
            client = new HttpClient(options.userAgent, [], {
                allowRedirects: false,
                allowRetries: false,
                keepAlive: true,
                socketTimeout: socketTimeoutMs,
            });
            clients.set(key, client);
            if (secureContext !== undefined && url.protocol === 'https:') {
                const agent = client.getAgent(url.href);
                agent.options = { ...agent.options, secureContext };
            }
        }
        return client;
    };
    const sendOnce = async (request) => {
        const deadline = options.clock.deadline(request.deadlineMs ?? http/* defaultDeadlineMs */.y);
        const signal = request.signal === undefined ? deadline : AbortSignal.any([deadline, request.signal]);
        const { reach } = request;
        const client = clientFor(request);
        const hostname = request.url.hostname.replace(/^\[|\]$/g, '');
        const refused = (0,external_node_net_.isIP)(hostname) === 0 ? undefined : reach?.refusal(hostname);
        if (refused !== undefined)
            throw new http_errors/* NetworkError */.Dr(request, refused, false);
        let answered = false;
        let isLookingUp = false;
        const lookup = (name, how, found) => {
            isLookingUp = true;
            (reach?.lookup ?? external_node_dns_.lookup)(name, how, (...answer) => {
                isLookingUp = false;
                found(...answer);
            });
        };
        sent += 1;
        try {
            const asked = client.requestRaw({
                parsedUrl: request.url,
                httpModule: request.url.protocol === 'https:' ? external_node_https_namespaceObject_0 : external_node_http_namespaceObject_0,
                options: {
                    host: hostname,
                    port: request.url.port === '' ? undefined : Number(request.url.port),
                    path: request.url.pathname + request.url.search,
                    method: request.method,
                    headers: { host: request.url.host, 'user-agent': options.userAgent, ...request.headers },
                    agent: client.getAgent(request.url.href),
                    ...{ signal, lookup },
                },
            }, request.body ?? null);
            const response = await unlessOver(asked, signal);
            answered = true;
            const { message } = response;
            const body = await readBody(request, message);
            const headers = {};
            for (const [name, value] of Object.entries(message.headers)) {
                if (value !== undefined)
                    headers[name] = Array.isArray(value) ? value.join(', ') : value;
            }
            return withoutCredentials({ request, status: message.statusCode ?? 0, headers, body }, redact);
        }
        catch (error) {
            (0,errors/* throwIfCancelled */.dZ)(request.signal);
            if (error instanceof errors/* ActionError */.lZ)
                throw error;
            if (deadline.aborted && isLookingUp)
                throw new http_errors/* NetworkError */.Dr(request, 'EAI_AGAIN', false, error);
            if (deadline.aborted)
                throw new http_errors/* NetworkError */.Dr(request, 'DEADLINE', true, error);
            const reason = codeOf(error);
            if (reason === 'ERR_INVALID_CHAR' || reason === 'ERR_UNESCAPED_CHARACTERS') {
                throw (0,http_errors/* headerError */._L)(request);
            }
            if (/^tunneling socket could not be established/.test((0,errors/* messageOf */.bD)(error))) {
                const status = /statusCode=(\d+)/.exec((0,errors/* messageOf */.bD)(error))?.[1];
                throw new http_errors/* NetworkError */.Dr(request, status === undefined ? 'PROXY' : `PROXY_${status}`, false, error);
            }
            if (answered)
                throw new http_errors/* NetworkError */.Dr(request, 'TRUNCATED', true, error);
            throw new http_errors/* NetworkError */.Dr(request, reason, !neverConnected.has(reason) && !(0,http_errors/* isAboutCertificates */.Gh)(reason), error);
        }
    };
    return {
        get sent() {
            return sent;
        },
        async send(request) {
            for (let attempt = 1;; attempt++) {
                (0,errors/* throwIfCancelled */.dZ)(request.signal);
                let outcome;
                try {
                    outcome = await sendOnce(request);
                }
                catch (error) {
                    if (!(error instanceof http_errors/* NetworkError */.Dr))
                        throw error;
                    outcome = error;
                }
                const pause = (0,retry/* pauseBeforeRetry */.G)(request, outcome, attempt, options.clock.now(), Math.random());
                if (pause === undefined) {
                    if (outcome instanceof http_errors/* NetworkError */.Dr)
                        throw outcome;
                    return outcome;
                }
                await options.clock.sleep(pause, request.signal);
            }
        },
    };
}
async function unlessOver(asked, signal) {
    const over = Promise.withResolvers();
    const end = () => over.reject(signal.reason);
    signal.addEventListener('abort', end, { once: true });
    try {
        return await Promise.race([asked, over.promise]);
    }
    finally {
        signal.removeEventListener('abort', end);
    }
}
const spokenHeaders = ['warning', 'x-cf-warnings', 'x-cf-routererror'];
function withoutCredentials(response, redact) {
    const headers = { ...response.headers };
    for (const name of spokenHeaders)
        if (headers[name] !== undefined)
            headers[name] = redact(headers[name]);
    if (response.status < 400)
        return { ...response, headers };
    const body = response.body.toString('utf8');
    const redacted = redact(body);
    return redacted === body ? { ...response, headers } : { ...response, headers, body: Buffer.from(redacted) };
}
async function readBody(request, message) {
    const limit = request.maxBytes ?? http/* defaultMaxBytes */.f;
    const chunks = [];
    let size = 0;
    for await (const chunk of message) {
        size += chunk.length;
        if (size > limit) {
            message.destroy();
            if (request.longer === 'cut')
                return Buffer.concat([...chunks, chunk]).subarray(0, limit);
            throw new http_errors/* BodyError */.Ru(request, `the answer is longer than ${limit} bytes`);
        }
        chunks.push(chunk);
    }
    if (!message.complete)
        throw new http_errors/* NetworkError */.Dr(request, 'TRUNCATED', true);
    return Buffer.concat(chunks);
}
function codeOf(error) {
    if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') {
        return error.code;
    }
    return error instanceof Error ? error.name : 'UNKNOWN';
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(7598);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(3024);
// EXTERNAL MODULE: external "os"
var external_os_ = __nccwpck_require__(857);
;// CONCATENATED MODULE: ./build/node_modules/@actions/core/lib/utils.js
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */
/**
 * Sanitizes an input into a string so it can be passed into issueCommand safely
 * @param input input to sanitize into a string
 */
function utils_toCommandValue(input) {
    if (input === null || input === undefined) {
        return '';
    }
    else if (typeof input === 'string' || input instanceof String) {
        return input;
    }
    return JSON.stringify(input);
}
/**
 *
 * @param annotationProperties
 * @returns The command properties to send with the actual annotation command
 * See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
 */
function utils_toCommandProperties(annotationProperties) {
    if (!Object.keys(annotationProperties).length) {
        return {};
    }
    return {
        title: annotationProperties.title,
        file: annotationProperties.file,
        line: annotationProperties.startLine,
        endLine: annotationProperties.endLine,
        col: annotationProperties.startColumn,
        endColumn: annotationProperties.endColumn
    };
}
//# sourceMappingURL=utils.js.map
;// CONCATENATED MODULE: ./build/node_modules/@actions/core/lib/command.js


/**
 * Issues a command to the GitHub Actions runner
 *
 * @param command - The command name to issue
 * @param properties - Additional properties for the command (key-value pairs)
 * @param message - The message to include with the command
 * @remarks
 * This function outputs a specially formatted string to stdout that the Actions
 * runner interprets as a command. These commands can control workflow behavior,
 * set outputs, create annotations, mask values, and more.
 *
 * Command Format:
 *   ::name key=value,key=value::message
 *
 * @example
 * ```typescript
 * // Issue a warning annotation
 * issueCommand('warning', {}, 'This is a warning message');
 * // Output: ::warning::This is a warning message
 *
 * // Set an environment variable
 * issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
 * // Output: ::set-env name=MY_VAR::some value
 *
 * // Add a secret mask
 * issueCommand('add-mask', {}, 'secretValue123');
 * // Output: ::add-mask::secretValue123
 * ```
 *
 * @internal
 * This is an internal utility function that powers the public API functions
 * such as setSecret, warning, error, and exportVariable.
 */
function command_issueCommand(command, properties, message) {
    const cmd = new Command(command, properties, message);
    process.stdout.write(cmd.toString() + external_os_.EOL);
}
function command_issue(name, message = '') {
    command_issueCommand(name, {}, message);
}
const CMD_STRING = '::';
class Command {
    constructor(command, properties, message) {
        if (!command) {
            command = 'missing.command';
        }
        this.command = command;
        this.properties = properties;
        this.message = message;
    }
    toString() {
        let cmdStr = CMD_STRING + this.command;
        if (this.properties && Object.keys(this.properties).length > 0) {
            cmdStr += ' ';
            let first = true;
            for (const key in this.properties) {
                if (this.properties.hasOwnProperty(key)) {
                    const val = this.properties[key];
                    if (val) {
                        if (first) {
                            first = false;
                        }
                        else {
                            cmdStr += ',';
                        }
                        cmdStr += `${key}=${escapeProperty(val)}`;
                    }
                }
            }
        }
        cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
        return cmdStr;
    }
}
function escapeData(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A');
}
function escapeProperty(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A')
        .replace(/:/g, '%3A')
        .replace(/,/g, '%2C');
}
//# sourceMappingURL=command.js.map
;// CONCATENATED MODULE: external "crypto"
const external_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("crypto");
// EXTERNAL MODULE: external "fs"
var external_fs_ = __nccwpck_require__(9896);
;// CONCATENATED MODULE: ./build/node_modules/@actions/core/lib/file-command.js
// For internal use, subject to change.
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */




function file_command_issueFileCommand(command, message) {
    const filePath = process.env[`GITHUB_${command}`];
    if (!filePath) {
        throw new Error(`Unable to find environment variable for file command ${command}`);
    }
    if (!external_fs_.existsSync(filePath)) {
        throw new Error(`Missing file at path: ${filePath}`);
    }
    external_fs_.appendFileSync(filePath, `${utils_toCommandValue(message)}${external_os_.EOL}`, {
        encoding: 'utf8'
    });
}
function file_command_prepareKeyValueMessage(key, value) {
    const delimiter = `ghadelimiter_${external_crypto_namespaceObject.randomUUID()}`;
    const convertedValue = utils_toCommandValue(value);
    // These should realistically never happen, but just in case someone finds a
    // way to exploit uuid generation let's not allow keys or values that contain
    // the delimiter.
    if (key.includes(delimiter)) {
        throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
    }
    if (convertedValue.includes(delimiter)) {
        throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
    }
    return `${key}<<${delimiter}${external_os_.EOL}${convertedValue}${external_os_.EOL}${delimiter}`;
}
//# sourceMappingURL=file-command.js.map
// EXTERNAL MODULE: external "path"
var external_path_ = __nccwpck_require__(6928);
;// CONCATENATED MODULE: ./build/node_modules/@actions/core/lib/core.js
var core_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};






/**
 * The code to exit an action
 */
var ExitCode;
(function (ExitCode) {
    /**
     * A code indicating that the action was successful
     */
    ExitCode[ExitCode["Success"] = 0] = "Success";
    /**
     * A code indicating that the action was a failure
     */
    ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
//-----------------------------------------------------------------------
// Variables
//-----------------------------------------------------------------------
/**
 * Sets env variable for this action and future actions in the job
 * @param name the name of the variable to set
 * @param val the value of the variable. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function exportVariable(name, val) {
    const convertedVal = toCommandValue(val);
    process.env[name] = convertedVal;
    const filePath = process.env['GITHUB_ENV'] || '';
    if (filePath) {
        return issueFileCommand('ENV', prepareKeyValueMessage(name, val));
    }
    issueCommand('set-env', { name }, convertedVal);
}
/**
 * Registers a secret which will get masked from logs
 *
 * @param secret - Value of the secret to be masked
 * @remarks
 * This function instructs the Actions runner to mask the specified value in any
 * logs produced during the workflow run. Once registered, the secret value will
 * be replaced with asterisks (***) whenever it appears in console output, logs,
 * or error messages.
 *
 * This is useful for protecting sensitive information such as:
 * - API keys
 * - Access tokens
 * - Authentication credentials
 * - URL parameters containing signatures (SAS tokens)
 *
 * Note that masking only affects future logs; any previous appearances of the
 * secret in logs before calling this function will remain unmasked.
 *
 * @example
 * ```typescript
 * // Register an API token as a secret
 * const apiToken = "abc123xyz456";
 * setSecret(apiToken);
 *
 * // Now any logs containing this value will show *** instead
 * console.log(`Using token: ${apiToken}`); // Outputs: "Using token: ***"
 * ```
 */
function setSecret(secret) {
    command_issueCommand('add-mask', {}, secret);
}
/**
 * Prepends inputPath to the PATH (for this action and future actions)
 * @param inputPath
 */
function addPath(inputPath) {
    const filePath = process.env['GITHUB_PATH'] || '';
    if (filePath) {
        issueFileCommand('PATH', inputPath);
    }
    else {
        issueCommand('add-path', {}, inputPath);
    }
    process.env['PATH'] = `${inputPath}${path.delimiter}${process.env['PATH']}`;
}
/**
 * Gets the value of an input.
 * Unless trimWhitespace is set to false in InputOptions, the value is also trimmed.
 * Returns an empty string if the value is not defined.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string
 */
function getInput(name, options) {
    const val = process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || '';
    if (options && options.required && !val) {
        throw new Error(`Input required and not supplied: ${name}`);
    }
    if (options && options.trimWhitespace === false) {
        return val;
    }
    return val.trim();
}
/**
 * Gets the values of an multiline input.  Each value is also trimmed.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string[]
 *
 */
function getMultilineInput(name, options) {
    const inputs = getInput(name, options)
        .split('\n')
        .filter(x => x !== '');
    if (options && options.trimWhitespace === false) {
        return inputs;
    }
    return inputs.map(input => input.trim());
}
/**
 * Gets the input value of the boolean type in the YAML 1.2 "core schema" specification.
 * Support boolean input list: `true | True | TRUE | false | False | FALSE` .
 * The return value is also in boolean type.
 * ref: https://yaml.org/spec/1.2/spec.html#id2804923
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   boolean
 */
function getBooleanInput(name, options) {
    const trueValue = ['true', 'True', 'TRUE'];
    const falseValue = ['false', 'False', 'FALSE'];
    const val = getInput(name, options);
    if (trueValue.includes(val))
        return true;
    if (falseValue.includes(val))
        return false;
    throw new TypeError(`Input does not meet YAML 1.2 "Core Schema" specification: ${name}\n` +
        `Support boolean input list: \`true | True | TRUE | false | False | FALSE\``);
}
/**
 * Sets the value of an output.
 *
 * @param     name     name of the output to set
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function setOutput(name, value) {
    const filePath = process.env['GITHUB_OUTPUT'] || '';
    if (filePath) {
        return file_command_issueFileCommand('OUTPUT', file_command_prepareKeyValueMessage(name, value));
    }
    process.stdout.write(external_os_.EOL);
    command_issueCommand('set-output', { name }, utils_toCommandValue(value));
}
/**
 * Enables or disables the echoing of commands into stdout for the rest of the step.
 * Echoing is disabled by default if ACTIONS_STEP_DEBUG is not set.
 *
 */
function setCommandEcho(enabled) {
    issue('echo', enabled ? 'on' : 'off');
}
//-----------------------------------------------------------------------
// Results
//-----------------------------------------------------------------------
/**
 * Sets the action status to failed.
 * When the action exits it will be with an exit code of 1
 * @param message add error issue message
 */
function setFailed(message) {
    process.exitCode = ExitCode.Failure;
    error(message);
}
//-----------------------------------------------------------------------
// Logging Commands
//-----------------------------------------------------------------------
/**
 * Gets whether Actions Step Debug is on or not
 */
function isDebug() {
    return process.env['RUNNER_DEBUG'] === '1';
}
/**
 * Writes debug message to user log
 * @param message debug message
 */
function debug(message) {
    issueCommand('debug', {}, message);
}
/**
 * Adds an error issue
 * @param message error issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function error(message, properties = {}) {
    command_issueCommand('error', utils_toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a warning issue
 * @param message warning issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function warning(message, properties = {}) {
    command_issueCommand('warning', utils_toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a notice issue
 * @param message notice issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function notice(message, properties = {}) {
    issueCommand('notice', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Writes info to log with console.log.
 * @param message info message
 */
function info(message) {
    process.stdout.write(message + external_os_.EOL);
}
/**
 * Begin an output group.
 *
 * Output until the next `groupEnd` will be foldable in this group
 *
 * @param name The name of the output group
 */
function startGroup(name) {
    command_issue('group', name);
}
/**
 * End an output group.
 */
function endGroup() {
    command_issue('endgroup');
}
/**
 * Wrap an asynchronous function call in a group.
 *
 * Returns the same type as the function itself.
 *
 * @param name The name of the group
 * @param fn The function to wrap in the group
 */
function group(name, fn) {
    return core_awaiter(this, void 0, void 0, function* () {
        startGroup(name);
        let result;
        try {
            result = yield fn();
        }
        finally {
            endGroup();
        }
        return result;
    });
}
//-----------------------------------------------------------------------
// Wrapper action state
//-----------------------------------------------------------------------
/**
 * Saves state for current action, the state can only be retrieved by this action's post job execution.
 *
 * @param     name     name of the state to store
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function saveState(name, value) {
    const filePath = process.env['GITHUB_STATE'] || '';
    if (filePath) {
        return file_command_issueFileCommand('STATE', file_command_prepareKeyValueMessage(name, value));
    }
    command_issueCommand('save-state', { name }, utils_toCommandValue(value));
}
/**
 * Gets the value of an state set by this action's main execution.
 *
 * @param     name     name of the state to get
 * @returns   string
 */
function getState(name) {
    return process.env[`STATE_${name}`] || '';
}
function getIDToken(aud) {
    return core_awaiter(this, void 0, void 0, function* () {
        return yield OidcClient.getIDToken(aud);
    });
}
/**
 * Summary exports
 */

/**
 * @deprecated use core.summary
 */

/**
 * Path exports
 */

/**
 * Platform utilities exports
 */

//# sourceMappingURL=core.js.map
// EXTERNAL MODULE: ./build/runner/safe-text.js
var safe_text = __nccwpck_require__(4136);
;// CONCATENATED MODULE: ./build/runner/written-forms.js

const plainWord = /^[\w.-]*$/;
const written_forms_hidden = '***';
const shortestSure = 4;
const entities = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };
const blanks = String.raw `(?:[\s+]|%(?:25)*(?:20|09|0[aAdD])|\\{1,4}[nrt]|&#(?:32|9|10|13|x20|x9|x[aAdD]);)*`;
function hiding(text) {
    if (plainWord.test(text) || (0,safe_text/* plain */.pj)(text) === '')
        return (where) => where.replaceAll(text, written_forms_hidden);
    const tokens = text.match(/\\+|\s+|[\ud800-\udbff][\udc00-\udfff]|[\s\S]/g) ?? [];
    const words = text.match(/[\w.-]+/g) ?? [];
    const sure = words.reduce((longest, word) => (word.length > longest.length ? word : longest), '');
    let pattern;
    return (where) => {
        if (!where.includes(sure))
            return where;
        pattern ??= new RegExp(tokens.map((token) => written(token, sure.length >= shortestSure)).join(''), 'g');
        return where.replaceAll(pattern, written_forms_hidden);
    };
}
function written(token, droppable) {
    if (plainWord.test(token))
        return literal(token);
    if (/^\s/.test(token))
        return blanks;
    if (token.startsWith('\\')) {
        const count = token.length;
        return String.raw `(?:\\{${count},${count * 4}}|(?:%(?:25)*5[cC]|&#92;|&#[xX]5[cC];|\\{1,4}u005[cC]){${count}})`;
    }
    if (token < '\u0080')
        return asciiForms(token);
    return droppable || (0,safe_text/* plain */.pj)(token) === '' ? `${otherForms(token)}?` : otherForms(token);
}
function asciiForms(character) {
    const code = character.charCodeAt(0);
    const named = entities[character];
    return any([
        String.raw `\\{0,4}${literal(character)}`,
        percent(code),
        String.raw `\\{1,4}(?:u00|x)${hex(code)}`,
        `&(?:amp;)*(?:#0*${code}|#[xX]0*${hex(code)}${named === undefined ? '' : `|${named}`});`,
    ]);
}
function otherForms(character) {
    const code = character.codePointAt(0) ?? 0;
    const bytes = [...Buffer.from(character)];
    const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
    return any([
        literal(character),
        units.map((unit) => String.raw `\\{1,4}u${hex(unit, 4)}`).join(''),
        bytes.map(percent).join(''),
        bytes.map((byte) => String.raw `\\{1,4}x${hex(byte)}`).join(''),
        bytes.map((byte) => `${literal(String.fromCharCode(byte))}${isControl(byte) ? '?' : ''}`).join(''),
        ...(code < 0x100 ? [percent(code), String.raw `\\{1,4}x${hex(code)}`] : []),
        `&(?:amp;)*(?:#0*${code}|#[xX]0*${hex(code)});`,
        String.raw `[?\ufffd]{1,4}`,
    ]);
}
const isControl = (byte) => (byte >= 0x80 && byte < 0xa0) || byte === 0xad;
const any = (forms) => `(?:${forms.join('|')})`;
const literal = (text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
const percent = (byte) => `%(?:25)*${hex(byte)}`;
function hex(code, digits = 2) {
    return code
        .toString(16)
        .padStart(digits, '0')
        .replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

;// CONCATENATED MODULE: ./build/runner/secrets.js

const shortest = 4;
const shortestInner = 8;
function valuesIn(secret) {
    const lines = secret.split(/\r?\n/).map((line) => line.trim());
    return [...new Set([secret, ...lines])].filter((value) => value.length >= shortest);
}
function maskedForms(secret) {
    return [...new Set(valuesIn(secret).flatMap(formsOf))];
}
function formsOf(value) {
    const bytes = Buffer.from(value);
    const encodable = bytes.toString('utf8');
    const encoded = encodeURIComponent(encodable);
    const inner = [0, 1, 2].map((before) => innerBase64(bytes, before)).filter(({ length }) => length >= shortestInner);
    return [
        ...[value, JSON.stringify(value).slice(1, -1), encoded],
        encoded.replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
        new URLSearchParams({ '': encodable }).toString().slice(1),
        ...[bytes.toString('base64'), bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url')],
        ...inner.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]),
    ];
}
function innerBase64(bytes, before) {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}
class Secrets {
    #masked = new Set();
    #hidden = [];
    add(secret) {
        const fresh = [];
        const added = valuesIn(secret).flatMap((value) => {
            const forms = [...new Set(formsOf(value))].filter((form) => !this.#masked.has(form));
            for (const form of forms)
                this.#masked.add(form);
            fresh.push(...forms);
            return forms.map((form) => ({ of: value.length, length: form.length, hide: hiding(form) }));
        });
        this.#hidden = [...this.#hidden, ...added].sort((a, b) => b.of - a.of || b.length - a.length);
        return fresh;
    }
    redact(text) {
        return this.#hidden.reduce((redacted, { hide }) => hide(redacted), text);
    }
}

;// CONCATENATED MODULE: ./build/runner/github.js






const longestAnnotation = 4_000;
const colours = { good: '32', bad: '31', caution: '33', dim: '2' };
function githubRunner(env) {
    const secrets = new Secrets();
    const clean = (text) => secrets.redact((0,safe_text/* plain */.pj)(secrets.redact(text)));
    return {
        input: (name) => getInput(name),
        mask(secret) {
            for (const form of secrets.add(secret))
                setSecret(form);
        },
        redact: (text) => secrets.redact(text),
        clean,
        output: (name, value) => setOutput(name, secrets.redact(value)),
        saveState: (name, value) => saveState(name, value),
        savedState: (name) => getState(name),
        print(line, style) {
            const text = (0,safe_text/* notACommand */.mT)(oneLineKeepingIndent(clean(line)));
            info(style === undefined ? text : `\u001b[${colours[style]}m${text}\u001b[0m`);
        },
        printForeign(lines) {
            if (lines.length === 0)
                return;
            const token = (0,external_node_crypto_.randomBytes)(16).toString('hex');
            info(`::stop-commands::${token}`);
            try {
                for (const line of lines)
                    info((0,safe_text/* notACommand */.mT)(oneLineKeepingIndent(clean(line))));
            }
            finally {
                info(`::${token}::`);
            }
        },
        openGroup: (title) => startGroup((0,safe_text/* oneLine */.TN)(clean(title))),
        closeGroup: () => endGroup(),
        annotate(level, title, text) {
            const body = clean(text).slice(0, longestAnnotation);
            const properties = { title: (0,safe_text/* oneLine */.TN)(clean(title), 200) };
            if (level === 'error')
                error(body, properties);
            else
                warning(body, properties);
        },
        summarise(markdown) {
            const file = env['GITHUB_STEP_SUMMARY'];
            if (file === undefined || file === '')
                return;
            try {
                (0,external_node_fs_.appendFileSync)(file, secrets.redact(markdown));
            }
            catch (error) {
                this.print(`The job summary could not be written: ${(0,errors/* messageOf */.bD)(error)}`, 'dim');
            }
        },
        async oidcToken(audience, http) {
            const { askForOidcToken } = await __nccwpck_require__.e(/* import() */ 214).then(__nccwpck_require__.bind(__nccwpck_require__, 1214));
            const event = env['GITHUB_EVENT_NAME'];
            return askForOidcToken(audience, { env, http, event, mask: (secret) => this.mask(secret) });
        },
        exitCode(code) {
            process.exitCode = code;
        },
        run: runFacts(env),
    };
}
function oneLineKeepingIndent(text) {
    return (/^ */.exec(text)?.[0] ?? '') + (0,safe_text/* oneLine */.TN)(text);
}
function runFacts(env) {
    const parts = [env['GITHUB_RUN_ID'] || 'local', env['GITHUB_RUN_ATTEMPT'] || '1', (0,external_node_crypto_.randomBytes)(4).toString('hex')];
    return {
        repository: env['GITHUB_REPOSITORY'],
        revision: env['GITHUB_SHA'],
        event: env['GITHUB_EVENT_NAME'],
        tokens: tokensOf(env),
        docs: docsOf(env),
        id: parts.join('-').replace(/[^A-Za-z0-9._-]/g, ''),
    };
}
function tokensOf(env) {
    const names = ['GITHUB_TOKEN', 'GH_TOKEN', 'ACTIONS_RUNTIME_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
    return new Map(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}
function docsOf(env) {
    const { GITHUB_SERVER_URL: server, GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref } = env;
    return server && repository && ref ? `${server}/${repository}/blob/${ref}/docs` : 'docs';
}

// EXTERNAL MODULE: ./build/version.js
var version = __nccwpck_require__(8508);
;// CONCATENATED MODULE: ./build/main.js







function deployStep() {
    return play(deploy, toldToStop());
}
async function taskStep() {
    const signal = toldToStop();
    const { runCommand } = await __nccwpck_require__.e(/* import() */ 782).then(__nccwpck_require__.bind(__nccwpck_require__, 4782));
    return play(runCommand, signal);
}
async function rollbackStep() {
    const signal = toldToStop();
    const { goBack } = await __nccwpck_require__.e(/* import() */ 325).then(__nccwpck_require__.bind(__nccwpck_require__, 9325));
    return play(goBack, signal);
}
async function postStep() {
    const { finish } = await __nccwpck_require__.e(/* import() */ 309).then(__nccwpck_require__.bind(__nccwpck_require__, 309));
    return play(finish, new AbortController().signal);
}
async function play(story, signal) {
    process.noDeprecation = true;
    const runner = githubRunner(process.env);
    await story({
        runner,
        openHttp: (certificates) => {
            trustEverywhere(certificates);
            return createHttp({ clock: systemClock, userAgent: version/* userAgent */.N, certificates, redact: runner.redact });
        },
        environment: process.env,
        clock: systemClock,
        signal,
    });
    setTimeout(() => {
        if (process.exitCode === 1 && isLookingUp())
            process.kill(process.pid, 'SIGKILL');
        process.exit();
    }, 500).unref();
}
function isLookingUp() {
    return process.getActiveResourcesInfo().includes('GetAddrInfoReqWrap');
}
function toldToStop() {
    const stop = new AbortController();
    for (const name of ['SIGINT', 'SIGTERM', 'SIGBREAK']) {
        process.on(name, () => stop.abort(new errors/* Cancelled */.cJ()));
    }
    return stop.signal;
}

var __webpack_exports__deployStep = __webpack_exports__.c7;
var __webpack_exports__postStep = __webpack_exports__.FW;
var __webpack_exports__rollbackStep = __webpack_exports__.dl;
var __webpack_exports__taskStep = __webpack_exports__.A4;
export { __webpack_exports__deployStep as deployStep, __webpack_exports__postStep as postStep, __webpack_exports__rollbackStep as rollbackStep, __webpack_exports__taskStep as taskStep };
