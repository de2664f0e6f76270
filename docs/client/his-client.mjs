// A hospital's discharge, from the quote to the reversal, with stock gRPC libraries. It registers
// nothing: hospital, person and policy must be known to the gateway (README.md).
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { GATEWAY_OPTIONS, GatewayError, openGateway, readArguments } from "./yizhan.mjs";

const USAGE = `usage: node his-client.mjs --token-file FILE --hospital ID --person NUMBER
  [--target HOST:PORT] [--tls-ca FILE] [--region 410122] [--admission 2016-07-10]
  [--discharge 2016-07-20] [--total-fen 1000000] [--outbox FILE]
  A target beyond this machine needs --tls-ca (or --insecure-plaintext, which shows the token).
  The outbox, where every request is stored before it is sent, lies beside the token by default.`;

const { values: options } = readArguments(
  {
    ...GATEWAY_OPTIONS,
    hospital: { type: "string" },
    person: { type: "string" },
    region: { type: "string", default: "410122" },
    admission: { type: "string", default: "2016-07-10" },
    discharge: { type: "string", default: "2016-07-20" },
    "total-fen": { type: "string", default: "1000000" },
    outbox: { type: "string" },
  },
  USAGE,
  ["token-file", "hospital", "person"],
);

const outbox = options.outbox ?? join(dirname(options["token-file"]), "his-outbox.jsonl");
const person = { kind_code: "resident_id", number: options.person };
const operator = { operator_id: "cashier-1", reason: "example" };

/** Whole fen as yuan: "90000" is 900.00. No floating point. */
function yuan(fen) {
  const digits = String(fen).replace("-", "").padStart(3, "0");
  return `${String(fen).startsWith("-") ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function civilDate(text) {
  const [year, month, day] = text.split("-").map(Number);
  return { year, month, day };
}

/** An inpatient bill, all of it in scope; insurance is computed by the gateway. */
function claimOf(encounter) {
  return {
    hospital_id: options.hospital,
    operator_id: operator.operator_id,
    terminal_id: "counter-1",
    encounter_id: encounter,
    bill_number: "1",
    bill_kind: "BILL_KIND_FINAL",
    person_document: person,
    insured_region_code: options.region,
    insured_scheme_code: "390",
    care_type_code: "inpatient",
    admission_date: civilDate(options.admission),
    discharge_date: civilDate(options.discharge),
    diagnosis_codes: ["I63.900"],
    bill: { total_fen: options["total-fen"], in_scope_fen: options["total-fen"] },
  };
}

/** Makes a request id and stores it with its request, on disk, before anything is sent. */
function stored(request) {
  const withId = { request_id: randomUUID(), ...request };
  const file = openSync(outbox, "a", 0o600);
  writeSync(file, `${JSON.stringify(withId)}\n`);
  fsyncSync(file);
  closeSync(file);
  return withId;
}

function printShare(what, settlement) {
  console.log(`${what}: total ${yuan(settlement.total_fen)}`);
  for (const payment of settlement.payments) {
    const name = `${payment.fund_code} ${payment.layer_name}`;
    console.log(`  ${name}: ${yuan(payment.amount_fen)} (${payment.clause})`);
  }
  console.log(`  patient's share 个人负担: ${yuan(settlement.patient_share_fen)}`);
}

/** A refusal is an answer: nothing was settled, and the sentence says what to do. */
function settlementOf(message, field) {
  if (message.refusal) {
    const { reason_code, sentence } = message.refusal;
    throw new Error(`refused, ${reason_code}: ${sentence.zh} ${sentence.en}`);
  }
  return message[field];
}

async function discharge(gateway) {
  const hospital_id = options.hospital;
  const usage = await gateway.call("SettlementService/GetUsage", {
    hospital_id,
    person_document: person,
    insured_region_code: options.region,
    as_of_date: civilDate(options.discharge),
  });
  for (const line of usage.message.lines) {
    const left = line.counting ? `${line.left_fen} times` : yuan(line.left_fen);
    console.log(`cap ${line.account_code} ${line.account_name}: left ${left}`);
  }
  for (const cap of usage.message.fresh_caps) {
    const most = cap.counting ? `${cap.cap_fen} times` : yuan(cap.cap_fen);
    const each = cap.account_code || cap.layer_code;
    console.log(`cap ${each} ${cap.name}: ${most} anew`);
  }

  const claim = claimOf(`E-${randomUUID()}`);
  const quote = await gateway.call("SettlementService/QuoteSettlement", { claim });
  printShare("quote 预结算", settlementOf(quote.message, "quote"));

  const request = stored({ claim });
  const first = await gateway.call("SettlementService/SettleClaim", request);
  const settlement = settlementOf(first.message, "settlement");
  printShare(`settled 结算 ${settlement.settlement_id}`, settlement);

  const second = await gateway.call("SettlementService/SettleClaim", request);
  assert.ok(first.bytes.equals(second.bytes), "the same request must get the same bytes");
  console.log(`sent twice: equal byte for byte, replayed ${second.replayed}`);

  const found = await gateway.call("SettlementService/GetSettlement", {
    hospital_id,
    request_id: request.request_id,
  });
  assert.deepEqual(found.message.settlement, settlement);
  console.log(`looked up by request id: ${found.message.state}`);

  const lost = stored({ claim: claimOf(`E-${randomUUID()}`) });
  const undo = await gateway.call("SettlementService/UndoRequest", {
    hospital_id,
    undone_request_id: lost.request_id,
    ...operator,
  });
  console.log(`undone before it was sent: ${undo.message.outcome}`);
  await assert.rejects(
    gateway.call("SettlementService/SettleClaim", lost),
    (failure) => failure instanceof GatewayError && failure.reason === "REQUEST_UNDONE",
  );
  console.log("its late original: REQUEST_UNDONE");

  const reversed = await gateway.call(
    "SettlementService/ReverseSettlement",
    stored({ hospital_id, settlement_id: settlement.settlement_id, ...operator }),
  );
  const share = reversed.message.reversal.patient_share_fen;
  console.log(`reversed 撤销 ${reversed.message.reversal.reversal_id}: patient's share ${yuan(share)}`);
}

const gateway = openGateway(options);
try {
  await discharge(gateway);
} catch (failure) {
  console.error(failure instanceof GatewayError ? failure.toString() : failure.message);
  process.exitCode = 1;
} finally {
  gateway.close();
}
