package io.yizhan.policy;

/** A layer with the document it stands in. */
record LayerIn(PolicyTable table, PolicyTable.Layer layer) {}
