// The gateway as a stock Node client sees it: a channel, a token, the contract, deadlines, retries.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import grpc from "@grpc/grpc-js";
import protoLoader from "@grpc/proto-loader";
import { misfits } from "./request-check.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const CALL_MILLIS_MAX = 10_000;
const ATTEMPTS_MAX = 4;
const PAUSE_MILLIS = 500;

/** More is never taken; without the limit a message of 16 MiB or more would stop the channel for every call. */
const MESSAGE_BYTES_MAX = 2 * 1024 * 1024;

const MESSAGE_SHAPE = { keepCase: true, longs: String, enums: String, defaults: true };

/**
 * Calls whose outcome is unknown or that were not begun: the same request may be sent again.
 * RESOURCE_EXHAUSTED without a RetryInfo (headers, or a message of more than 16 MiB) does not get better.
 */
const REPEATABLE = new Set([grpc.status.UNAVAILABLE, grpc.status.DEADLINE_EXCEEDED]);

/**
 * Without a reason these come from a library, not from the gateway: CANCELLED where the server's end of
 * the call comes a moment before the own timer, UNKNOWN and INTERNAL where the connection broke.
 */
const UNKNOWN_OUTCOME = new Set([
  grpc.status.CANCELLED,
  grpc.status.UNKNOWN,
  grpc.status.INTERNAL,
]);

function isRepeatable({ code, reason, retryMillis }) {
  const busy = code === grpc.status.RESOURCE_EXHAUSTED && retryMillis !== undefined;
  const broken = UNKNOWN_OUTCOME.has(code) && !reason;
  return busy || broken || REPEATABLE.has(code);
}

/** The options that every program here has. */
export const GATEWAY_OPTIONS = {
  target: { type: "string", default: "127.0.0.1:7300" },
  "token-file": { type: "string" },
  "tls-ca": { type: "string" },
  "insecure-plaintext": { type: "boolean", default: false },
  proto: { type: "string", default: contractFolder() },
};

/** Reads the command line; ends the process with a sentence when it is wrong. */
export function readArguments(options, usage, required) {
  try {
    const parsed = parseArgs({ options, allowPositionals: true });
    for (const name of required) {
      if (!parsed.values[name]) {
        throw new Error(`--${name} must be given`);
      }
    }
    return parsed;
  } catch (wrong) {
    console.error(`${wrong.message}\n${usage}`);
    process.exit(2);
  }
}

/** In a source checkout the contract lies in proto/; in the release archive beside docs/. */
function contractFolder() {
  const places = [join(HERE, "../../proto/src/main/proto"), join(HERE, "../../proto")];
  return places.find((place) => existsSync(join(place, "yizhan"))) ?? places[0];
}

/** Opens the gateway. `options` are those of GATEWAY_OPTIONS as read. */
export function openGateway(options) {
  const services = "yizhan/settlement/v1";
  const contract = protoLoader.loadSync(
    readdirSync(join(options.proto, services))
      .filter((name) => name.endsWith("_service.proto"))
      .map((name) => `${services}/${name}`),
    { ...MESSAGE_SHAPE, includeDirs: [options.proto, join(HERE, "proto")] },
  );
  const client = new grpc.Client(options.target, channelCredentials(options), {
    "grpc.max_send_message_length": MESSAGE_BYTES_MAX,
  });
  const token = readFileSync(options["token-file"], "utf8").trim();
  return new Gateway(client, contract, token);
}

/** Only this machine: a name that others could answer for is not among them. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/;

/** TLS where a CA is given. In clear the token goes no further than this machine, unless that is said. */
function channelCredentials(options) {
  if (options["tls-ca"]) {
    return grpc.credentials.createSsl(readFileSync(options["tls-ca"]));
  }
  if (!LOOPBACK.test(options.target) && !options["insecure-plaintext"]) {
    console.error(
      `令牌不得明文出本机，请用 --tls-ca。A token must not leave this machine in clear: use --tls-ca FILE` +
        ` (or, where nobody else can listen, --insecure-plaintext). --target ${options.target}`,
    );
    process.exit(2);
  }
  return grpc.credentials.createInsecure();
}

/** A channel that knows every call of the contract. */
class Gateway {
  #client;
  #contract;
  #token;

  constructor(client, contract, token) {
    this.#client = client;
    this.#contract = contract;
    this.#token = token;
  }

  /**
   * Calls once. `path` is "SettlementService/SettleClaim". Answers the message, its bytes, and
   * whether the gateway said that it had given this answer before. Rejects with a GatewayError.
   */
  callOnce(path, request) {
    const [service, name] = path.split("/");
    const method = this.#contract[`yizhan.settlement.v1.${service}`]?.[name];
    if (!method) {
      return Promise.reject(new Error(`the contract has no call ${path}`));
    }
    const wrong = misfits(this.#contract, method.requestType.type, request);
    if (wrong.length > 0) {
      return Promise.reject(new Error(`not sent / 未发送:\n  ${wrong.join("\n  ")}`));
    }
    const metadata = new grpc.Metadata();
    metadata.set("authorization", `Bearer ${this.#token}`);
    const deadline = Date.now() + CALL_MILLIS_MAX;
    return new Promise((resolve, reject) => {
      let bytes;
      const sent = this.#client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        (buffer) => buffer,
        request,
        metadata,
        { deadline },
        (failure, buffer) => {
          bytes = buffer;
          if (failure) {
            reject(new GatewayError(failure));
          }
        },
      );
      sent.on("status", (status) => {
        if (status.code === grpc.status.OK) {
          const replayed = status.metadata.get("yizhan-replayed")[0] === "true";
          resolve({ message: method.responseDeserialize(bytes), bytes, replayed });
        }
      });
    });
  }

  /**
   * Calls, and while the outcome is unknown or the gateway busy, sends the very same request
   * again: the same request id. Never a new one.
   */
  async call(path, request) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.callOnce(path, request);
      } catch (failure) {
        if (!isRepeatable(failure) || attempt === ATTEMPTS_MAX) {
          throw failure;
        }
        const pause = Math.max(failure.retryMillis ?? 0, PAUSE_MILLIS * 2 ** (attempt - 1));
        await new Promise((wake) => setTimeout(wake, pause));
      }
    }
  }

  close() {
    this.#client.close();
  }
}

/** An error of the gateway: gRPC code, stable reason, what belongs to it, every wrong field. */
export class GatewayError extends Error {
  constructor(failure) {
    super(failure.details || failure.message);
    this.code = failure.code;
    this.reason = "";
    this.metadata = {};
    this.fields = [];
    for (const detail of detailsOf(failure)) {
      if (detail.reason) {
        this.reason = detail.reason;
        this.metadata = detail.metadata ?? {};
      }
      this.fields.push(...(detail.field_violations ?? []));
      if (detail.retry_delay) {
        const { seconds, nanos } = detail.retry_delay;
        this.retryMillis = Number(seconds ?? 0) * 1000 + (nanos ?? 0) / 1e6;
      }
    }
  }

  toString() {
    const fields = this.fields.map(({ field, description }) => `\n  ${field}: ${description}`);
    const facts = Object.entries(this.metadata).map(([name, value]) => `\n  ${name}=${value}`);
    const head = `${grpc.status[this.code]} ${this.reason}: ${this.message}`;
    return head + facts.join("") + fields.join("");
  }
}

const DETAILS = protoLoader.loadSync("google/rpc/error_details.proto", {
  ...MESSAGE_SHAPE,
  includeDirs: [join(HERE, "proto")],
});

function detailsOf(failure) {
  const packed = failure.metadata?.get("grpc-status-details-bin")[0];
  if (!packed) {
    return [];
  }
  return DETAILS["google.rpc.Status"].deserialize(packed).details.map(({ type_url, value }) => {
    const type = DETAILS[type_url.slice(type_url.indexOf("/") + 1)];
    return type ? type.deserialize(value) : {};
  });
}
