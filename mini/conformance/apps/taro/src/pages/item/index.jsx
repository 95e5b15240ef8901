import { Button, Switch, Text, Textarea, View } from "@tarojs/components";
import Taro, { useRouter } from "@tarojs/taro";
import { useState } from "react";
import { load, save } from "../../list";

export default function Item() {
  const { params } = useRouter();
  const [item, setItem] = useState(() => load().find((one) => one.id === params.id) || {});
  const keep = () => {
    save(load().map((one) => (one.id === item.id ? item : one)));
    Taro.navigateBack();
  };
  return (
    <View className="page">
      <Text className="title">{item.text}</Text>
      <Textarea
        className="field"
        placeholder="A note"
        value={item.note}
        onInput={(e) => setItem({ ...item, note: e.detail.value })}
      />
      <Switch checked={item.urgent} onChange={(e) => setItem({ ...item, urgent: e.detail.value })} />
      <Button onClick={keep}>Keep</Button>
    </View>
  );
}
