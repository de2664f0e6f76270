package io.yizhan.gateway.rpc;

import io.yizhan.gateway.desk.PolicyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Policies in a list. */
final class FakePolicyStore implements PolicyStore {
  private final List<PublishedDocument> documents = new ArrayList<>();

  @Override
  public synchronized long revision() {
    return documents.size();
  }

  @Override
  public synchronized List<PublishedDocument> all() {
    return List.copyOf(documents);
  }

  @Override
  public synchronized PublishResult publish(PublishedDocument document, PublishCheck check) {
    Optional<PublishRefusal> refusal = check.refuse(all());
    if (refusal.isPresent()) {
      return new PublishResult.Refused(refusal.get());
    }
    documents.add(document);
    return new PublishResult.Standing(document, true);
  }
}
