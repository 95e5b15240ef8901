/** A program that asks the device and the network for files, and keeps a number. */
export function device(server: string): Readonly<Record<string, string>> {
  return {
    "app.json": JSON.stringify({
      pages: ["pages/first/index", "pages/device/index"],
      window: { defaultTitle: "Device" },
    }),
    "app.js": "App({});",
    "mini.project.json": JSON.stringify({ format: 2, compileOptions: { component2: true } }),
    "pages/first/index.json": "{}",
    "pages/first/index.axml": "<view>First</view>",
    "pages/first/index.js": "Page({});",
    "pages/device/index.json": "{}",
    "pages/device/index.axml": `
<view>
  <button onTap="send">Send a picture</button>
  <button onTap="fetch">Fetch a picture</button>
  <button onTap="place">Where am I</button>
  <button onTap="scan">Scan</button>
  <button onTap="more">One more</button>
  <button onTap="signIn">Sign in</button>
  <view>Said: {{said}}</view>
  <view>Table: {{table}}</view>
  <view>Kept: {{kept}}</view>
  <image src="{{picture}}" />
</view>`,
    "pages/device/index.js": `
Page({
  data: { said: '', table: '', kept: 0, picture: '' },
  onLoad({ table }) { this.setData({ table }); this.read(); },
  read() { this.setData({ kept: my.getStorageSync({ key: 'kept' }).data || 0 }); },
  more() { my.setStorageSync({ key: 'kept', data: this.data.kept + 1 }); this.read(); },
  async say(what, asked) {
    this.setData({ said: await asked().then((said) => what + ' ' + said, (why) => what + ' refused ' + why.error) });
  },
  send() {
    return this.say('sent', async () => {
      const { apFilePaths: [filePath] } = await my.chooseImage({ count: 1 });
      const { statusCode, data } = await my.uploadFile({
        url: '${server}/pictures', filePath, fileName: 'photo', fileType: 'image', formData: { of: 'tea' },
      });
      return statusCode + ' ' + data;
    });
  },
  fetch() {
    return this.say('fetched', async () => {
      const { apFilePath: picture } = await my.downloadFile({ url: '${server}/picture.png' });
      this.setData({ picture });
      return picture.slice(0, 15);
    });
  },
  place() {
    return this.say('at', async () => {
      const { latitude, longitude } = await my.getLocation();
      return Number(latitude).toFixed(2) + ' ' + Number(longitude).toFixed(2);
    });
  },
  scan() { return this.say('scanned', async () => (await my.scan()).code); },
  signIn() {
    return this.say('signed in', async () => {
      await my.getAuthCode({ scopes: 'auth_base' });
      this.read();
      return 'now';
    });
  },
});`,
  };
}
