/**
 * A claim: one bill of one encounter as a hospital sends it, already free of everything a door must
 * refuse, and without anything that tells who the person is. The words are those of the national
 * interface.
 */
package io.yizhan.claim;
