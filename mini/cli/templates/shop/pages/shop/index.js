import { SERVER } from '../../config';

const SAID = { 6001: 'You did not pay.', 4000: 'The payment failed.', 6002: 'There was no network; nothing was paid.' };

Page({
  data: {
    teas: [
      { id: 'sencha', name: 'Sencha', price: '12.00' },
      { id: 'oolong', name: 'Oolong', price: '18.00' },
    ],
    isPaying: false,
    said: '',
  },

  async buy(event) {
    const { tea } = event.currentTarget.dataset;
    this.setData({ isPaying: true, said: '' });
    try {
      const said = await this.pay(tea);
      this.setData({ said });
    } catch (why) {
      this.setData({ said: why.errorMessage || 'That did not work.' });
    } finally {
      this.setData({ isPaying: false });
    }
  },

  // Who buys, an order of our server, its payment; and what is true, our server says, never the phone.
  async pay(tea) {
    const { authCode } = await my.getAuthCode({ scopes: 'auth_base' });
    const { data: order } = await my.request({ url: `${SERVER}/orders`, method: 'POST', data: { tea, authCode } });
    const { resultCode } = await my.tradePay({ tradeNO: order.tradeNO });
    if (SAID[resultCode]) return SAID[resultCode];
    const { data: now } = await my.request({ url: `${SERVER}/orders/${order.id}` });
    if (!now.isPaid) return 'We have not heard of your payment yet.';
    my.navigateTo({ url: `/pages/paid/index?order=${order.id}` });
    return '';
  },
});
