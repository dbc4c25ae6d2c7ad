import { blocksOf, errorsOf } from '../support/guides';

test('the examples of the guide compile', () => {
  const blocks = blocksOf('client/README.md');
  expect(blocks).not.toEqual([]);
  expect(errorsOf(blocks)).toEqual([]);
});
