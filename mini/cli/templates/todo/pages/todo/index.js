Page({
  data: { text: '', items: [], left: 0 },
  onLoad() {
    this.show(my.getStorageSync({ key: 'items' }).data || []);
  },
  type(e) {
    this.setData({ text: e.detail.value });
  },
  add(e) {
    const { text } = e.detail.value;
    if (text === '') return;
    this.show([...this.data.items, { id: Date.now(), text, done: false }]);
    this.setData({ text: '' });
  },
  toggle(index) {
    this.show(this.data.items.map((item, at) => (at === index ? { ...item, done: !item.done } : item)));
  },
  show(items) {
    my.setStorageSync({ key: 'items', data: items });
    this.setData({ items, left: items.filter((item) => !item.done).length });
  },
});
