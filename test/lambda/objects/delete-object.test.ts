import { GUARDS } from '../../../lambda/objects/headers';
import { call, s3Error } from './request';

const given = { httpMethod: 'DELETE', key: 'reports/may.csv' };

test('answers 204, whether there was an object or not', async () => {
  const { response, sent } = await call(given, { status: 204 });
  expect(response).toEqual({ statusCode: 204, headers: GUARDS, body: '' });
  expect(sent[0]).toMatchObject({ method: 'DELETE', path: '/reports/may.csv' });
  expect(sent[0]?.headers).not.toHaveProperty('if-match');
});

test('deletes only the object of If-Match', async () => {
  const conditional = { ...given, headers: { 'If-Match': '"e0"' } };
  const { response, sent } = await call(conditional, s3Error(412, 'PreconditionFailed'));
  expect(response.statusCode).toBe(412);
  expect(sent[0]?.headers['if-match']).toBe('"e0"');
});
