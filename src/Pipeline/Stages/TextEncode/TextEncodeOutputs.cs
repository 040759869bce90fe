using System.Globalization;
using Workbench.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.TextEncode;

/// <summary>What stage 10 gives to stage 12; owns its tensors.</summary>
public sealed class TextEncodeOutputs(EncodedText prompt, EncodedText? negative = null) : IDisposable
{
    private const string NegativeSuffix = "_null";

    /// <summary>The prompt.</summary>
    public EncodedText Prompt => prompt;

    /// <summary>The negative prompt, where one was given.</summary>
    public EncodedText? Negative => negative;

    /// <summary>[1, text length, dim], zero rows after the prompt's tokens.</summary>
    public Tensor Context => prompt.Context;

    /// <summary>The same for the negative prompt, or null.</summary>
    public Tensor? ContextNull => negative?.Context;

    /// <summary>What the user should know: prompts that were cut, and by how much.</summary>
    public IReadOnlyList<string> Warnings =>
        [.. Warning("prompt", prompt), .. negative is null ? [] : Warning("negative prompt", negative)];

    /// <summary>The content of a stage file: <c>context</c>, <c>ids</c>, <c>mask</c>, and the same with <c>_null</c>. Tensors are copies.</summary>
    public StageData ToData()
    {
        var data = new StageData();
        data.Metadata["stage"] = "10";
        Store(data, prompt, "");
        if (negative is not null)
        {
            Store(data, negative, NegativeSuffix);
        }

        return data;
    }

    /// <summary>Reads what <see cref="ToData"/> wrote. Tensors are copies on <paramref name="device"/>.</summary>
    /// <exception cref="CheckpointException">Something is missing or of another shape.</exception>
    public static TextEncodeOutputs FromData(StageData data, Device? device = null) =>
        new(Restore(data, "", device ?? CPU), data.Tensors.ContainsKey("context" + NegativeSuffix) ? Restore(data, NegativeSuffix, device ?? CPU) : null);

    public void Dispose()
    {
        prompt.Dispose();
        negative?.Dispose();
    }

    private static IEnumerable<string> Warning(string name, EncodedText text)
    {
        if (text.Dropped > 0)
        {
            yield return $"the {name} was cut to {text.Tokens} tokens: its last {text.Dropped} found no room and have no effect.";
        }
    }

    private static void Store(StageData data, EncodedText text, string suffix)
    {
        data.Tensors["context" + suffix] = text.Context.clone().DetachFromDisposeScope();
        data.Tensors["ids" + suffix] = text.Ids.clone().DetachFromDisposeScope();
        data.Tensors["mask" + suffix] = text.Mask.clone().DetachFromDisposeScope();
        data.Metadata["prompt" + suffix] = text.Text;
        data.Metadata["dropped_tokens" + suffix] = text.Dropped.ToString(CultureInfo.InvariantCulture);
    }

    private static EncodedText Restore(StageData data, string suffix, Device device)
    {
        var (context, ids, mask) = (data["context" + suffix], data["ids" + suffix], data["mask" + suffix]);
        if (context.shape is not [1, var length, _] || ids.shape is not [1, var idLength] || mask.shape is not [1, var maskLength] || idLength != length || maskLength != length)
        {
            throw new CheckpointException(
                $"stage 10 data: context{suffix} [{string.Join(",", context.shape)}], ids{suffix} [{string.Join(",", ids.shape)}], mask{suffix} [{string.Join(",", mask.shape)}]; expected [1,L,dim], [1,L], [1,L].");
        }

        using var count = mask.sum();
        var dropped = data.Metadata.TryGetValue("dropped_tokens" + suffix, out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return new(
            data.Metadata.GetValueOrDefault("prompt" + suffix, ""), ids.clone().DetachFromDisposeScope(), mask.clone().DetachFromDisposeScope(),
            context.to(device, copy: true).DetachFromDisposeScope(), (int)count.item<long>(), dropped);
    }
}
