import type { EventBridgeEvent } from 'aws-lambda';

/** What S3 tells EventBridge of an object, as far as it is passed on. */
export interface S3Detail {
  readonly object: {
    readonly key: string;
    readonly sequencer: string;
    readonly etag?: string;
    readonly size?: number;
    readonly 'version-id'?: string;
  };
}

/** The event that Lambda is called with. */
export type S3Event = EventBridgeEvent<'Object Created' | 'Object Deleted', S3Detail>;

/** One change of an object, as subscribers are told of it. */
export interface Change {
  /** Whether there is an object now. */
  readonly type: 'created' | 'deleted';

  /** The key of the object. */
  readonly key: string;

  /** Which of two changes of this key came later: the greater one, as text, padded with zeros on the right. */
  readonly sequencer: string;

  /** When S3 made the change, in ISO 8601. */
  readonly time: string;

  /** The ETag of a new object, without quotation marks. */
  readonly etag?: string;

  /** The size of a new object, in bytes. */
  readonly size?: number;

  /** The version of the object, or of the marker which says that it is deleted. */
  readonly versionId?: string;
}

/**
 * The change that an event tells of.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export function changeOf(event: S3Event): Change {
  const { key, sequencer, etag, size, 'version-id': versionId } = event.detail.object;
  const common = { key, sequencer, time: event.time, versionId };
  return event['detail-type'] === 'Object Created'
    ? { type: 'created', ...common, etag, size }
    : { type: 'deleted', ...common };
}
