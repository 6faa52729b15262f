import { fail } from "../kit/errors.ts";
import { int, list, object, oneOf, pageSize, text } from "../kit/fields.ts";
import type { Values } from "../kit/fields.ts";
import { pageOf } from "../kit/paging.ts";
import { seconds } from "../kit/time.ts";
import type { Product } from "../world/rows.ts";
import type { World } from "../world/world.ts";
import { checkAttachmentMedia } from "./attachments.ts";
import { family } from "./call.ts";
import type { ApiRoute } from "./call.ts";
import type { Eyes } from "./scope.ts";

const { post } = family("album", "customers");

const NAMED = { product_id: text({ required: 41075 }) };

const FIELDS = {
  description: text({ code: 41073, maxChars: "album.description" }),
  price: int({ code: 41086, min: 0, max: "album.price" }),
  product_sn: text({ code: 41085, maxBytes: "album.sn", pattern: /^[0-9A-Za-z]*$/ }),
  attachments: list(
    object(
      {
        type: oneOf(["image"], { required: 41065, code: 41065 }),
        image: object({ media_id: text({ required: 40007 }) }, { required: 40007 }),
      },
      {
        required: 41065,
      },
    ),
    { max: "album.images", tooMany: 41064 },
  ),
};

const PRODUCT = object({
  product_id: text({ required: 0 }),
  description: text({ required: 0 }),
  price: int({ required: 0 }),
  create_time: int({ required: 0 }),
  product_sn: text(),
  attachments: list(object({ type: text({ required: 0 }), image: object({ media_id: text({ required: 0 }) }) }), { required: 0 }),
});

/** The product that a call names; 41074 when it was deleted, 48002 when it is another app's and this one would change it. */
function productNamed(eyes: Eyes, productId: string, change: boolean): Product {
  const product = eyes.world.products.get(productId);
  if (!product) throw fail(41075, "invalid product_id");
  if (product.deleted) throw fail(41074, "the product was deleted");
  if (change && product.agentId !== eyes.agentId) throw fail(48002, "the product belongs to another app");
  return product;
}

function pictures(world: World, attachments: NonNullable<Values<typeof FIELDS>["attachments"]>): string[] {
  if (attachments.length === 0) throw fail(41088, "no attachments");
  return attachments.map(({ image }) => checkAttachmentMedia(world, image.media_id, "image", 2).mediaId);
}

function view(product: Product) {
  return {
    product_id: product.productId,
    description: product.description,
    price: product.price,
    create_time: product.createTime,
    ...(product.sn === "" ? {} : { product_sn: product.sn }),
    attachments: product.mediaIds.map((media_id) => ({ type: "image", image: { media_id } })),
  };
}

const MEDIA_ERRORS = [40007, 41072, 41088] as const;

export const productAlbumRoutes: ApiRoute[] = [
  post(
    "externalcontact/add_product_album",
    {
      body: {
        ...FIELDS,
        description: text({ required: 41087, code: 41073, maxChars: "album.description" }),
        price: int({ required: 41086, code: 41086, min: 0, max: "album.price" }),
      },
      answer: { product_id: text({ required: 0 }) },
      errors: MEDIA_ERRORS,
      limits: ["media.life"],
    },
    (call) => {
      const { world, body } = call;
      const mediaIds = pictures(world, body.attachments ?? []);
      const content = JSON.stringify(call.raw);
      const product: Product = {
        productId: world.id("", 32, "product", content, world.count(`product:${content}`)),
        agentId: call.agentId,
        description: body.description,
        price: body.price,
        sn: body.product_sn ?? "",
        mediaIds,
        createTime: seconds(call.now),
        deleted: false,
      };
      world.products.put(product);
      return { product_id: product.productId };
    },
  ),
  post("externalcontact/get_product_album", { body: NAMED, answer: { product: PRODUCT }, errors: [41074, 41075] }, (call) => ({
    product: view(productNamed(call, call.body.product_id, false)),
  })),
  post(
    "externalcontact/get_product_album_list",
    {
      body: { limit: pageSize({ fallback: "album.page-default", max: "album.page" }), cursor: text({ fallback: "" }) },
      answer: { product_list: list(PRODUCT, { required: 0 }), next_cursor: text() },
      errors: [50100],
    },
    (call) => {
      const products = [...call.world.products.values()].filter((product) => !product.deleted);
      const page = pageOf(products, call.body, "album");
      return { product_list: page.items.map(view), ...(page.next === "" ? {} : { next_cursor: page.next }) };
    },
  ),
  post(
    "externalcontact/update_product_album",
    { body: { ...NAMED, ...FIELDS }, answer: {}, errors: [...MEDIA_ERRORS, 41074, 41075, 41087, 48002], limits: ["media.life"] },
    (call) => {
      const { world, body } = call;
      const product = productNamed(call, body.product_id, true);
      if (body.description === "") throw fail(41087, "empty description");
      const mediaIds = body.attachments ? pictures(world, body.attachments) : product.mediaIds;
      product.description = body.description ?? product.description;
      product.price = body.price ?? product.price;
      product.sn = body.product_sn ?? product.sn;
      product.mediaIds = mediaIds;
      world.products.touch(product);
      return {};
    },
  ),
  post("externalcontact/delete_product_album", { body: NAMED, answer: {}, errors: [41074, 41075, 48002] }, (call) => {
    const product = productNamed(call, call.body.product_id, true);
    product.deleted = true;
    call.world.products.touch(product);
    return {};
  }),
];
