import {
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { randomBytes } from 'node:crypto';

/**
 * Makes a user, signs in, and answers the ID token. On AWS Cognito would demand a second factor to be
 * enrolled first (`MFA_SETUP`); the emulator demands it of users who have one already.
 *
 * @param ClientId a client that an administrator may sign users in with
 */
export async function signInNewUser(
  idp: CognitoIdentityProviderClient,
  UserPoolId: string,
  ClientId: string,
): Promise<string> {
  const Username = `${randomBytes(6).toString('hex')}@plinth.example`;
  const Password = `aA1!${randomBytes(12).toString('base64url')}`;
  const user = { UserPoolId, Username };
  await idp.send(
    new AdminCreateUserCommand({
      ...user,
      TemporaryPassword: Password,
      MessageAction: 'SUPPRESS',
    }),
  );
  await idp.send(new AdminSetUserPasswordCommand({ ...user, Password, Permanent: true }));
  const { AuthenticationResult } = await idp.send(
    new AdminInitiateAuthCommand({
      UserPoolId,
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: Username, PASSWORD: Password },
    }),
  );
  return AuthenticationResult?.IdToken ?? '';
}
