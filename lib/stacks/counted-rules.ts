import type { ManagedRule } from '../constructs/web-acl-rules';

/**
 * Rules of AWS that would block what the documents of the API allow, and so only count. A body and a key
 * are text that somebody chose: a page, a log, a file of a Java archive. They are stored, never run or
 * parsed, whatever they look like. A key of 1,024 bytes is longer when it is percent-encoded, and no
 * document demands a `User-Agent`.
 */
export const COUNTED_RULES: readonly ManagedRule[] = [
  'NoUserAgent_HEADER',
  'SizeRestrictions_BODY',
  'SizeRestrictions_QUERYSTRING',
  'SizeRestrictions_URIPATH',
  'EC2MetaDataSSRF_BODY',
  'EC2MetaDataSSRF_QUERYARGUMENTS',
  'EC2MetaDataSSRF_URIPATH',
  'GenericLFI_BODY',
  'GenericLFI_QUERYARGUMENTS',
  'GenericLFI_URIPATH',
  'RestrictedExtensions_QUERYARGUMENTS',
  'RestrictedExtensions_URIPATH',
  'GenericRFI_BODY',
  'GenericRFI_QUERYARGUMENTS',
  'CrossSiteScripting_BODY',
  'CrossSiteScripting_QUERYARGUMENTS',
  'CrossSiteScripting_URIPATH',
  'JavaDeserializationRCE_BODY',
  'JavaDeserializationRCE_QUERYSTRING',
  'JavaDeserializationRCE_URIPATH',
  'ExploitablePaths_URIPATH',
  'Log4JRCE_BODY',
  'Log4JRCE_QUERYSTRING',
  'Log4JRCE_URIPATH',
  'ReactJSRCE_BODY',
];
