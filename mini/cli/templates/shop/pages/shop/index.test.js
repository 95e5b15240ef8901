import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from '@everywhere/mini';

// Our server as it answers: an order, and whether it is paid.
async function shop(isPaid) {
  const phone = await open();
  phone.network.answer('*/orders', { data: { id: '7', tradeNO: '2026112222001' } });
  phone.network.answer('*/orders/7', { data: { isPaid } });
  return phone;
}

test('a tea is bought', async () => {
  const phone = await shop(true);
  phone.pay('9000');
  await phone.tap('text=Buy');
  await phone.waitForPage('pages/paid/index');
  assert.deepEqual(phone.payments, [{ tradeNO: '2026112222001' }]);
  assert.equal(phone.network.asked[0].data.tea, 'sencha');
  await phone.close();
});

test('a payment that does not end well buys nothing', async () => {
  const phone = await shop(false);
  for (const [code, said] of [
    ['6001', 'You did not pay.'],
    ['4000', 'The payment failed.'],
    ['6002', 'There was no network; nothing was paid.'],
  ]) {
    phone.pay(code);
    await phone.tap('text=Buy');
    await phone.waitForData('said', said);
  }
  await phone.close();
});

test('what the phone says is no proof', async () => {
  const phone = await shop(false);
  phone.pay('9000');
  await phone.tap('text=Buy');
  await phone.waitForData('said', 'We have not heard of your payment yet.');
  await phone.close();
});

test('who does not say who they are buys nothing', async () => {
  const phone = await shop(false);
  phone.authorise(false);
  await phone.tap('text=Buy');
  await phone.waitForData('said', 'The person cancelled.');
  assert.deepEqual(phone.payments, []);
  await phone.close();
});
