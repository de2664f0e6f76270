/**
 * What insurers and the gateway are tried against each other with: a simulated insurer, which keeps
 * the contract of {@code yizhan.insurer.v1} or breaks it as told, and the kit that holds a server
 * against the contract and names every deviation. It knows the contract alone.
 */
package io.yizhan.gateway.conformance;
