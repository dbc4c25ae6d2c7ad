import { readSettings } from '../../service/src/settings';

const required = { BUCKET_NAME: 'objects', AWS_REGION: 'eu-west-1' };

test('takes what is not set from its defaults', () => {
  expect(readSettings(required)).toEqual({
    bucket: 'objects',
    allowedOrigins: [],
    port: 8080,
    drainMs: 5000,
  });
});

test('takes origins separated by spaces', () => {
  const env = { ...required, ALLOWED_ORIGINS: 'https://a.example https://b.example' };
  const { allowedOrigins } = readSettings(env);
  expect(allowedOrigins).toEqual(['https://a.example', 'https://b.example']);
});
