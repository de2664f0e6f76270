// Any call of the contract with a JSON request: node call.mjs --token-file F Service/Call request.json
import { readFileSync } from "node:fs";
import { GATEWAY_OPTIONS, GatewayError, openGateway, readArguments } from "./yizhan.mjs";

const USAGE = `usage: node call.mjs --token-file FILE [--target HOST:PORT] [--tls-ca FILE] CALL REQUEST
  A target beyond this machine needs --tls-ca (or --insecure-plaintext, which shows the token).
  CALL     for example RegistryService/PutHospital
  REQUEST  a file with the request as JSON; - reads standard input`;

const { values, positionals } = readArguments(GATEWAY_OPTIONS, USAGE, ["token-file"]);
if (positionals.length !== 2) {
  console.error(USAGE);
  process.exit(2);
}
const [path, file] = positionals;
const request = JSON.parse(readFileSync(file === "-" ? 0 : file, "utf8"));
const gateway = openGateway(values);
try {
  const { message } = await gateway.call(path, request);
  console.log(JSON.stringify(message, null, 2));
} catch (failure) {
  console.error(failure instanceof GatewayError ? failure.toString() : failure.message);
  process.exitCode = 1;
} finally {
  gateway.close();
}
