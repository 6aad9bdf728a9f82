import type { Faults } from '../faults';
import { formFields } from './form';
import type { Reply } from './reply';
import { voipnowApp, type Tokens } from './tokens';

/** Under /oauth `error` is a text (RFC 6749), under /uapi an object. */
const failed = (http: number, error: string): Reply => ({ http, body: { error } });

/** A token is asked for by POST only; what else comes is answered in the words of this endpoint. */
export const wrongMethod = failed(400, 'invalid_request');

/**
 * POST /oauth/token.php, on some servers /oauth/token: a trusted app changes its key and secret for a token. `type`, `state` and
 * `redirect_uri` come along with some clients; nobody looks at them.
 */
export function grant(tokens: Tokens, faults: Faults, type: string, content: string): Reply {
  const fields = formFields(type, content);
  const grantType = fields.get('grant_type');
  if (grantType === undefined) return failed(400, 'invalid_request');
  const known = fields.get('client_id') === voipnowApp.key && fields.get('client_secret') === voipnowApp.secret;
  if (!known || faults.is('voipnow-app-suspended')) {
    return failed(faults.number('voipnow-invalid-client'), 'invalid_client');
  }
  if (grantType !== 'client_credentials') return failed(400, 'unsupported_grant_type');
  const seconds = faults.number('voipnow-token-lifetime');
  return {
    http: 200,
    body: { access_token: tokens.issue(seconds), expires_in: seconds, token_type: 'Bearer' },
  };
}
