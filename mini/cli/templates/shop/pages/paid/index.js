Page({
  data: { order: '' },
  onLoad({ order }) {
    this.setData({ order });
  },
});
