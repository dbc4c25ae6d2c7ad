import { blocksOf, compile } from '../support/guides';

test('the examples of the guide compile', () => {
  const blocks = blocksOf('client/README.md');
  expect(blocks).not.toEqual([]);
  expect(compile(blocks).errors).toEqual([]);
});
